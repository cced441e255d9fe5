"""Writes the Java and the Python client into build/clients, from openapi/v1.json; `make clients` calls it.

It runs in the environment of requirements-clients.txt, which holds the generator, and needs a JDK from 11 on.

    java/                     sources with pom.xml and build.gradle
    jixiao-client.jar         compiled, for a project that has Jackson
    jixiao-client-all.jar     the same with Jackson inside, for a machine without a Maven repository
    python/jixiao_client/     the typed package
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

ROOT = Path(__file__).resolve().parents[1]
SPECIFICATION = ROOT / "openapi" / "v1.json"
TEMPLATES = ROOT / "openapi" / "clients" / "java-templates"
BUILT = ROOT / "build" / "clients"
PACKAGE = "jixiao.client"
OLDEST_JAVA = "11"
JACKSON = "com/fasterxml/jackson/"


def main() -> None:
    for program in ("java", "javac"):
        if shutil.which(program) is None:
            sys.exit(f"{program} is missing: install a JDK (on Debian: apt-get install openjdk-17-jdk-headless)")
    document = json.loads(SPECIFICATION.read_text(encoding="utf-8"))
    generate_java(document)
    generate_python(document)


def generate_java(document: Any) -> None:
    folder = BUILT / "java"
    options = {
        "groupId": "jixiao",
        "artifactId": "jixiao-client",
        "artifactVersion": document["info"]["version"],
        "invokerPackage": PACKAGE,
        "apiPackage": f"{PACKAGE}.api",
        "modelPackage": f"{PACKAGE}.model",
        # A field left out and a field that is null mean the same to the service.
        "openApiNullable": "false",
        # Beside the plain methods: a list's next filter must not move the arguments of those there are.
        "useSingleRequestParameter": "true",
    }
    # The templates leave out an annotation that the JDK no longer has.
    # Every Java object has a final `wait()` already.
    renamed = ("--parameter-name-mappings", "wait=waitSeconds")
    _generate("java", document, folder, options, "--library", "native", "--template-dir", str(TEMPLATES), *renamed)
    _compile(folder / "src" / "main" / "java", BUILT / "classes")


def generate_python(document: Any) -> None:
    options = {"packageName": "jixiao_client", "projectName": "jixiao-client", "mapNumberTo": "Decimal"}
    _generate("python", _with_numbers(document), BUILT / "python", options)


def _with_numbers(part: Any) -> Any:
    """The generator's Python knows Decimal for numbers only; what it sends and reads is decimal text all the same."""
    if isinstance(part, list):
        return [_with_numbers(each) for each in part]
    if not isinstance(part, dict):
        return part
    if part.get("format") == "decimal":
        return {**{key: value for key, value in part.items() if key not in ("format", "examples")}, "type": "number"}
    return {key: _with_numbers(value) for key, value in part.items()}


def _generate(language: str, document: Any, folder: Path, options: dict[str, str], *more: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    specification = BUILT / f"{language}.json"
    specification.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    properties = ",".join(f"{name}={value}" for name, value in options.items())
    asked = {
        "--generator-name": language,
        "--input-spec": str(specification),
        "--output": str(folder),
        "--additional-properties": f"{properties},hideGenerationTimestamp=true",
        "--global-property": "apis,models,supportingFiles,apiTests=false,modelTests=false",
    }
    _run(["java", "-jar", _generator(), "generate", *chain.from_iterable(asked.items()), *more])


def _compile(sources: Path, classes: Path) -> None:
    shutil.rmtree(classes, ignore_errors=True)
    files = sorted(map(str, sources.rglob("*.java")))
    encoding = ["-encoding", "UTF-8", "-nowarn", "--release", OLDEST_JAVA]
    _run(["javac", *encoding, "-d", str(classes), "-classpath", _generator(), *files])
    with ZipFile(BUILT / "jixiao-client.jar", "w", ZIP_DEFLATED) as jar:
        _add(jar, classes)
    with ZipFile(BUILT / "jixiao-client-all.jar", "w", ZIP_DEFLATED) as jar, ZipFile(_generator()) as generator:
        _add(jar, classes)
        for name in _entries(generator.namelist()):
            jar.writestr(name, generator.read(name))


def _add(jar: ZipFile, classes: Path) -> None:
    for file in sorted(classes.rglob("*.class")):
        jar.write(file, file.relative_to(classes).as_posix())


def _entries(names: Iterable[str]) -> Iterable[str]:
    """Jackson's core and its module for times; the YAML and XML of the generator stay outside."""
    parts = tuple(f"{JACKSON}{part}" for part in ("annotation/", "core/", "databind/", "datatype/jsr310/"))
    return (name for name in names if name.startswith(parts) and not name.endswith("/"))


def _generator() -> str:
    """The jar inside the generator's wheel."""
    package = find_spec("openapi_generator_cli")
    if package is None or package.origin is None:
        sys.exit("the generator is not installed here: run `make clients`")
    return str(Path(package.origin).parent / "openapi-generator.jar")


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[:6])} …\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
