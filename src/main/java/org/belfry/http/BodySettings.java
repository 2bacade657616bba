package org.belfry.http;

import java.time.Duration;

/**
 * Bounds of bodies that are gathered because they have not wholly come with their requests.
 *
 * @param most bodies at once
 * @param mostOfOne bodies at once of one user or session; a backend may have a quarter of all
 * @param bytes that all of them may hold
 * @param longest within which a body has to have come
 * @param leastRate bytes a second that have to come after the first seconds
 */
public record BodySettings(int most, int mostOfOne, long bytes, Duration longest, int leastRate) {

  /** Within which nobody has to have sent anything. */
  static final Duration FIRST = Duration.ofSeconds(5);

  /** Whether a body that began so long ago should have brought more, or be whole. */
  boolean isLate(Duration age, long bytes) {
    var due = age.minus(FIRST).toMillis() * leastRate / 1_000;
    return age.compareTo(longest) > 0 || bytes < due;
  }

  /** Bodies of one party. */
  int mostOf(BodyRule.Kind kind) {
    return kind.isMany() ? Math.max(mostOfOne, most / 4) : mostOfOne;
  }

  /** What one party may hold. */
  long bytesOfOne() {
    return bytes / 4;
  }

  /** What all may have together whom nobody knows, of bodies and of bytes. */
  static long ofStrangers(long all) {
    return all / 2;
  }
}
