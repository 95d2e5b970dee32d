"""A real Chromium without a window, driven by Debian's own driver: nothing is downloaded, nothing is asked outside."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAMS = ("chromium", "chromedriver")
PACKAGES = "chromium, chromium-driver"


def missing() -> list[str]:
    """The programs that are not installed."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


@dataclass(frozen=True)
class Browser:
    """A browser with what tests ask of it."""

    driver: Any

    def open(self, page: Path, fragment: str = "") -> None:
        """Load a file, afresh."""
        self.driver.get("about:blank")
        self.driver.get(page.as_uri() + fragment)

    def run(self, script: str, *values: object) -> Any:  # noqa: ANN401 - whatever the page has
        """What a script returns."""
        return self.driver.execute_script(script, *values)

    def complaints(self) -> list[str]:
        """What the console said since it was last asked: errors, and parts that the page's policy refused."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] != "INFO"]

    def size(self, width: int, height: int, *, phone: bool = False) -> None:
        """Set the size of the screen, in CSS pixels."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 2 if phone else 1, "mobile": phone}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def show(self, media: str = "screen", *, dark: bool = False) -> None:
        """Emulate a screen or paper, light or dark."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": [scheme]})

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """Write what is seen as a PNG; `whole` takes the page beyond the screen too."""
        taken = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": whole})
        path.write_bytes(base64.b64decode(taken["data"]))

    def paper(self, path: Path) -> None:
        """Print to a PDF, as the page itself sets its paper."""
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
        printed = self.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
        path.write_bytes(base64.b64decode(printed["data"]))


@contextmanager
def chromium(profile: Path) -> Iterator[Browser]:
    """A browser with a fresh profile in the folder."""
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService

    program, driver = (shutil.which(name) for name in PROGRAMS)
    options = ChromeOptions()
    options.binary_location = program
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        f"--user-data-dir={profile}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    started = Chrome(options=options, service=ChromeService(executable_path=driver))
    try:
        yield Browser(started)
    finally:
        started.quit()
