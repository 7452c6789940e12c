"""Lists, loads and describes DAG files with Airflow itself."""
