"""What Spark starts Python workers from in the tests: libraries that models need are imported here, once, and not in each."""

import mlflow.pyfunc
import mlflow.sklearn
import sklearn.ensemble
import sklearn.pipeline
from pyspark import daemon

assert mlflow.pyfunc and mlflow.sklearn and sklearn.ensemble and sklearn.pipeline

if __name__ == "__main__":
    daemon.manager()
