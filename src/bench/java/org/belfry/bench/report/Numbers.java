package org.belfry.bench.report;

import java.util.Locale;

/** Numbers as people read them: three digits that mean something. */
final class Numbers {

  private Numbers() {}

  static String plain(double value) {
    var size = Math.abs(value);
    if (size >= 1_000) {
      return String.format(Locale.ROOT, "%,d", Math.round(round(value)));
    }
    var digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static double round(double value) {
    var unit = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) - 2);
    return Math.round(value / unit) * unit;
  }
}
