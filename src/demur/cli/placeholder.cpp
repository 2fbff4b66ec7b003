namespace demur::cli {}
