package org.belfry.it.client;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** A real browser. Where there is none, a test is skipped and says what it misses. */
public final class Chromium implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  private static Path driver() {
    return Path.of(System.getProperty("belfry.browser-driver", "none")).resolve(platform());
  }

  /** Whether a test can be run. */
  public static boolean isThere() {
    return Files.isExecutable(PROGRAM) && Files.isDirectory(driver());
  }

  /** Has a test skipped that can't be run, and says why. */
  public static void require() {
    Assumptions.assumeTrue(
        Files.isExecutable(PROGRAM), "no " + PROGRAM + "; apt-get install chromium");
    Assumptions.assumeTrue(
        Files.isDirectory(driver()), "no browser driver; mvn -Pbrowser verify fetches it");
  }

  /** Starts it, or has the test skipped. */
  public static Chromium launch() {
    return launch(launchOptions());
  }

  /** The same with the back-forward cache that people have, and tests mostly have not. */
  public static Chromium launchKeepingPages() {
    var kept = List.of("--disable-back-forward-cache");
    return launch(launchOptions().setIgnoreDefaultArgs(kept));
  }

  private static Chromium launch(BrowserType.LaunchOptions options) {
    require();
    System.setProperty("playwright.cli.dir", driver().toString());
    var creation =
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
    var playwright = Playwright.create(creation);
    return new Chromium(playwright, playwright.chromium().launch(options));
  }

  private static String platform() {
    return System.getProperty("os.arch").equals("aarch64") ? "driver/linux-arm64" : "driver/linux";
  }

  /** Without the sandbox, which root can't have; without anything that calls home. */
  private static BrowserType.LaunchOptions launchOptions() {
    return new BrowserType.LaunchOptions()
        .setExecutablePath(PROGRAM)
        .setArgs(
            List.of(
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                // a page that a test makes up has no address, and would be refused this machine's
                "--disable-features=LocalNetworkAccessChecks",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync"));
  }

  public Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
