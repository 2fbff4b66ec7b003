namespace demur::domain {}
