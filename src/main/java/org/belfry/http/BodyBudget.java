package org.belfry.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;

/**
 * How many bodies are gathered at once and how many bytes they hold: all together, those of
 * strangers together, and those of one party. So no one can take what the others need.
 */
final class BodyBudget {

  private static final Duration SOON = Duration.ofSeconds(1);

  private final BodySettings settings;
  private final Map<String, Use> parties = new HashMap<>();
  private final Use all = new Use();
  private final Use strangers = new Use();

  /** Guarded by the budget. */
  private static final class Use {

    private int bodies;
    private long bytes;

    void add(int more, long moreBytes) {
      bodies += more;
      bytes += moreBytes;
    }
  }

  BodyBudget(BodySettings settings) {
    this.settings = settings;
  }

  /**
   * Opens an account for one body.
   *
   * @throws Problem 429 {@code rate-limited} when its party has too many, 503 {@code overloaded}
   *     when all together have
   */
  synchronized Account open(BodyRule rule) {
    var party = parties.computeIfAbsent(rule.party(), name -> new Use());
    if (party.bodies >= settings.mostOf(rule.kind())) {
      throw tooMany();
    }
    if (all.bodies >= settings.most()
        || !rule.kind().isKnown()
            && strangers.bodies >= BodySettings.ofStrangers(settings.most())) {
      forgetIfIdle(rule.party(), party);
      throw overloaded();
    }
    add(rule, party, 1, 0);
    return new Account(rule, party);
  }

  private void add(BodyRule rule, Use party, int bodies, long bytes) {
    party.add(bodies, bytes);
    all.add(bodies, bytes);
    if (!rule.kind().isKnown()) {
      strangers.add(bodies, bytes);
    }
  }

  private void forgetIfIdle(String name, Use party) {
    if (party.bodies == 0) {
      parties.remove(name);
    }
  }

  private static Problem tooMany() {
    return new Problem(ProblemKind.RATE_LIMITED, "too many bodies at once that do not come whole")
        .withRetryAfter(SOON);
  }

  private static Problem overloaded() {
    return new Problem(ProblemKind.OVERLOADED, "too many bodies wait to be read; come back later")
        .withRetryAfter(SOON);
  }

  synchronized int bodies() {
    return all.bodies;
  }

  synchronized long bytes() {
    return all.bytes;
  }

  /** How many parties there are, for tests: those that have nothing here are forgotten. */
  synchronized int parties() {
    return parties.size();
  }

  /** What one body holds, until it is closed. */
  final class Account {

    private final BodyRule rule;
    private final Use party;
    private long held;
    private boolean closed;

    private Account(BodyRule rule, Use party) {
      this.rule = rule;
      this.party = party;
    }

    /**
     * Takes room for so many bytes more.
     *
     * @throws Problem as for a new account
     */
    void grow(long bytes) {
      synchronized (BodyBudget.this) {
        if (closed || party.bytes + bytes > settings.bytesOfOne()) {
          throw tooMany();
        }
        if (all.bytes + bytes > settings.bytes()
            || !rule.kind().isKnown()
                && strangers.bytes + bytes > BodySettings.ofStrangers(settings.bytes())) {
          throw overloaded();
        }
        held += bytes;
        add(rule, party, 0, bytes);
      }
    }

    /** Gives everything back; a second call does nothing. */
    void close() {
      synchronized (BodyBudget.this) {
        if (!closed) {
          closed = true;
          add(rule, party, -1, -held);
          forgetIfIdle(rule.party(), party);
        }
      }
    }
  }
}
