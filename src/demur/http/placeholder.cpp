namespace demur::http {}
