"""What set-up installs, with a real pip and packages made here."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pip
import pytest
from places import ROOT

TORCH = re.search(r"^torch==(.*)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE)[1]  # type: ignore[index]


def wheel(folder: Path, version: str) -> None:
    """A package `torch`, empty but for its metadata."""
    metadata = f"Metadata-Version: 2.1\nName: torch\nVersion: {version}\n"
    with zipfile.ZipFile(folder / f"torch-{version}-py3-none-any.whl", "w") as file:
        information = f"torch-{version}.dist-info"
        file.writestr(f"{information}/METADATA", metadata)
        file.writestr(
            f"{information}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(f"{information}/RECORD", "")


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, with a pip that knows only the packages in ``tmp_path``."""
    spec = importlib.util.spec_from_file_location("install", ROOT / "install.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("PIP_CONSTRAINT", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"CONFIG_FILE": "/dev/null", "NO_INDEX": "1", "FIND_LINKS": str(tmp_path)}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    return module


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has builds of PyTorch for CUDA")
def test_a_pytorch_for_cuda_is_never_taken_by_itself(
    install: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    venv = tmp_path / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    packages = next(venv.glob("lib/python*/site-packages"))
    (packages / "pip").symlink_to(Path(pip.__file__).parent)
    monkeypatch.setattr(install, "PIP", (str(venv / "bin/python"), *install.PIP[1:]))
    wheel(tmp_path, TORCH)  # as on the package index: the CUDA build has the plain version
    assert install.add_torch() is False
    assert "extra-index-url" in capsys.readouterr().err
    wheel(tmp_path, f"{TORCH}+cpu")
    assert install.add_torch() is True
    told = subprocess.run([*install.PIP, "list"], capture_output=True, text=True, check=True).stdout
    assert f"{TORCH}+cpu" in told


def test_what_pip_says_is_told_where_it_fails(install: ModuleType) -> None:
    with pytest.raises(install.InstallError, match=r"(?s)ERROR: .*no-such-package.*could not install it; "):
        install.pip("it", ["no-such-package"])


def test_the_image_takes_the_build_for_cpus_of_the_pinned_version() -> None:
    lines = (ROOT / "docker/requirements-cpu.txt").read_text().splitlines()
    assert f'torch=={TORCH}+cpu; sys_platform == "linux"' in lines


def test_every_extra_is_known(install: ModuleType) -> None:
    for extra in install.NAMES:
        assert install.requirements(extra)
