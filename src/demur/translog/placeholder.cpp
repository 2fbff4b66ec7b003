namespace demur::translog {}
