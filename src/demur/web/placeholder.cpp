namespace demur::web {}
