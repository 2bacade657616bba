package org.belfry.live;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.function.Supplier;
import org.belfry.problem.CloseCode;
import org.belfry.session.Nodes;
import org.belfry.text.LogEvent;

/**
 * Sends everybody away while this node is cut off from its database: the idle ones, too, for they
 * would hear of nothing here, and another node may still hear. In random order, spread over the
 * time that a stop takes.
 */
@Singleton
class OutageDismissal {

  private static final Logger LOG = System.getLogger(OutageDismissal.class.getName());

  private final Supplier<Duration> silence;
  private final Subscribers subscribers;
  private final LiveSettings settings;
  private boolean said;

  @Inject
  OutageDismissal(Nodes nodes, Subscribers subscribers, LiveSettings settings) {
    this(nodes::silence, subscribers, settings);
  }

  OutageDismissal(Supplier<Duration> silence, Subscribers subscribers, LiveSettings settings) {
    this.silence = silence;
    this.subscribers = subscribers;
    this.settings = settings;
  }

  /** Sends a part of those away that are still here; to be called once a second. */
  void check() {
    var overdue = silence.get().minus(settings.storePatience());
    if (overdue.isNegative()) {
      said = false;
      return;
    }
    var all = new ArrayList<Subscriber>();
    subscribers.forEach(all::add);
    if (all.isEmpty()) {
      return;
    }
    if (!said) {
      said = true;
      LogEvent.of("cut-off")
          .with("followers", all.size())
          .with("next", "they are sent away with " + CloseCode.STORE_UNAVAILABLE.code())
          .log(LOG, Level.WARNING);
    }
    Collections.shuffle(all);
    var rounds = Math.max(1, settings.goodbye().minus(overdue).toSeconds());
    all.subList(0, (int) ((all.size() + rounds - 1) / rounds))
        .forEach(one -> Subscribers.alone(one, it -> it.close(CloseCode.STORE_UNAVAILABLE)));
  }
}
