# The simulated API as a container: docs/how-to/container.md.

FROM python:3.13.9-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY requirements/build.txt requirements/runtime.txt requirements/
RUN pip install -r requirements/build.txt \
    && python -m venv /opt/mock \
    && /opt/mock/bin/pip install -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY mockserver mockserver
COPY fixtures fixtures
COPY pytest_plugin pytest_plugin
# From the wheel, so that the image holds what a user of the package gets.
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/mock/bin/pip install --no-deps /wheels/*.whl \
    && /opt/mock/bin/python -m compileall -q /opt/mock \
    && /opt/mock/bin/pip uninstall --yes pip

FROM python:3.13.9-slim-trixie
# Nothing is written: the root of the file system may be read-only.
ENV PATH=/opt/mock/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
COPY --from=build /opt/mock /opt/mock
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --start-interval=1s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8080/v2/health', timeout=2)"]
# Off loopback it starts only with CREATORAUDIT_MOCK_CONTROL_TOKEN, or with --no-control.
ENTRYPOINT ["creatoraudit-mock", "serve", "--host", "0.0.0.0", "--port", "8080"]
CMD ["--scenario", "small"]
