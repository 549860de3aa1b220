"""What Spark's Python workers are forked from in the tests.

Libraries that models need are loaded here, once, and not in each worker.
"""

import mlflow.pyfunc
import mlflow.sklearn  # noqa: F401
import sklearn.ensemble
import sklearn.pipeline  # noqa: F401
from pyspark import daemon

if __name__ == "__main__":
    daemon.manager()
