package org.belfry.it;

import com.microsoft.playwright.BrowserContext;
import org.belfry.it.client.Chromium;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A test in a real browser; every test has a profile of its own there. */
abstract class BrowserIT extends BelfryIT {

  private static Chromium chromium;

  BrowserContext context;

  @BeforeAll
  static void launch() {
    chromium = Chromium.isThere() ? Chromium.launch() : null;
  }

  @AfterAll
  static void quit() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void open() {
    Chromium.require(); // for each test, so that each is counted as skipped
    context = chromium.browser().newContext();
  }

  @AfterEach
  void close() {
    if (context != null) {
      context.close();
    }
  }

  static Chromium chromium() {
    return chromium;
  }
}
