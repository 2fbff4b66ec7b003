namespace demur::store {}
