package org.belfry.problem;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The latest refusals and closed connections of this node, kept for operators and nowhere else: so
 * many that a pattern shows, so few that they cost nothing. Tokens and bodies are not in them.
 */
@Singleton
public class RecentIncidents {

  private static final int KEPT = 50;

  /** Somebody was turned away at a door. */
  public record Refusal(Instant at, String door, String code, String remoteAddress) {}

  /** A connection ended. */
  public record Ending(Instant at, String transport, String reason, String user) {}

  private final Clock clock;
  private final RefusalListener listener;
  private final Deque<Refusal> refusals = new ArrayDeque<>();
  private final Deque<Ending> endings = new ArrayDeque<>();

  @Inject
  public RecentIncidents(Clock clock, RefusalListener listener) {
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Somebody was turned away, which the log says, too; {@code door} is a transport, or a method and
   * a path.
   */
  public void refused(String door, Problem why, String remoteAddress) {
    note(door, why, remoteAddress);
    listener.refused(door, why, remoteAddress);
  }

  /** Keeps a refusal of somebody who was let in, which is no matter for the log. */
  void note(String door, Problem why, String remoteAddress) {
    add(refusals, new Refusal(clock.instant(), door, why.code(), remoteAddress));
  }

  /** Notes the end of a connection. */
  public void ended(String transport, String reason, String user) {
    add(endings, new Ending(clock.instant(), transport, reason, user));
  }

  private static <T> void add(Deque<T> latest, T incident) {
    synchronized (latest) {
      latest.addFirst(incident);
      if (latest.size() > KEPT) {
        latest.removeLast();
      }
    }
  }

  /** The newest first. */
  public List<Refusal> refusals() {
    return copy(refusals);
  }

  /** The newest first. */
  public List<Ending> endings() {
    return copy(endings);
  }

  private static <T> List<T> copy(Deque<T> latest) {
    synchronized (latest) {
      return List.copyOf(latest);
    }
  }
}
