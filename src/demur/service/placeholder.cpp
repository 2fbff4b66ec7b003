namespace demur::service {}
