# Up to the last RUN: the runtime, built only when it changes. What follows is the code, assembled in a blink:
# keep it last, so that a new DAG never rebuilds the runtime.
ARG AIRFLOW_VERSION=3.3.2
ARG PYTHON_VERSION=3.13
FROM apache/airflow:${AIRFLOW_VERSION}-python${PYTHON_VERSION}

# Airflow's own version and constraints in the same command: no requirement may move Airflow.
ARG AIRFLOW_VERSION
COPY requirements.txt /requirements.txt
RUN pip install --no-cache-dir "apache-airflow==${AIRFLOW_VERSION}" --constraint "${HOME}/constraints.txt" -r /requirements.txt

ENV PYTHONPATH=${AIRFLOW_HOME}
COPY --chown=airflow:root airflow/business_logic ${AIRFLOW_HOME}/business_logic
COPY --chown=airflow:root airflow/shared ${AIRFLOW_HOME}/shared
COPY --chown=airflow:root airflow/plugins ${AIRFLOW_HOME}/plugins
COPY --chown=airflow:root airflow/dags ${AIRFLOW_HOME}/dags
