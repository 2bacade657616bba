package org.belfry.live;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.belfry.cluster.Announcement;
import org.belfry.cluster.Announcer;
import org.belfry.model.UserId;
import org.belfry.problem.CloseCode;

/** Who follows which inbox on this node. */
@Singleton
class Subscribers {

  private static final Logger LOG = System.getLogger(Subscribers.class.getName());

  private final Map<UserId, Subscriber[]> byUser = new ConcurrentHashMap<>();

  private final AtomicInteger size = new AtomicInteger();
  private final int ofOneUser;

  @Inject
  Subscribers(Announcer announcer, LiveSettings settings) {
    this(announcer, settings.connectionsOfUser());
  }

  Subscribers(Announcer announcer, int ofOneUser) {
    this.ofOneUser = ofOneUser;
    announcer.listener(this::announced);
    announcer.ending(this::end);
  }

  /** Adds one; when that is one too many of its user, the oldest makes way. */
  void add(Subscriber subscriber) {
    size.incrementAndGet();
    var all = byUser.merge(subscriber.user(), new Subscriber[] {subscriber}, Subscribers::with);
    if (all.length > ofOneUser) {
      alone(all[0], oldest -> oldest.close(CloseCode.TOO_MANY));
      remove(all[0]);
    }
  }

  void remove(Subscriber subscriber) {
    byUser.computeIfPresent(subscriber.user(), (user, present) -> without(present, subscriber));
  }

  /** Arrays, because almost everybody has one connection or two, and announcements only read. */
  private static Subscriber[] with(Subscriber[] present, Subscriber[] added) {
    var all = java.util.Arrays.copyOf(present, present.length + 1);
    all[present.length] = added[0];
    return all;
  }

  private Subscriber[] without(Subscriber[] present, Subscriber gone) {
    var left =
        java.util.Arrays.stream(present).filter(one -> one != gone).toArray(Subscriber[]::new);
    size.addAndGet(left.length - present.length);
    return left.length == 0 ? null : left;
  }

  /** Tells each follower of each inbox; costs nothing where nobody is there. */
  void announced(List<? extends Announcement> batch) {
    tell(batch, Subscriber::announced);
  }

  /** Tells each follower of these inboxes where they stand in the store. */
  void catchUp(List<? extends Announcement> heads) {
    tell(heads, Subscriber::stands);
  }

  /** A back end has ended the connections of this user. */
  private void end(UserId user) {
    for (var subscriber : byUser.getOrDefault(user, new Subscriber[0])) {
      alone(subscriber, one -> one.close(CloseCode.ENDED));
    }
  }

  private void tell(
      List<? extends Announcement> batch, BiConsumer<Subscriber, Announcement> telling) {
    for (var announcement : batch) {
      var present = byUser.get(announcement.user());
      if (present != null) {
        for (var subscriber : present) {
          alone(subscriber, one -> telling.accept(one, announcement));
        }
      }
    }
  }

  /** How many there are, of all users. */
  int size() {
    return size.get();
  }

  Set<UserId> users() {
    return byUser.keySet();
  }

  /** Visits all, one by one: a visit that fails is the end of that follower and of no other. */
  void forEach(Consumer<Subscriber> visitor) {
    byUser.values().forEach(present -> List.of(present).forEach(one -> alone(one, visitor)));
  }

  /** Whatever one follower throws, the threads that call here have others to look after. */
  static void alone(Subscriber subscriber, Consumer<Subscriber> visitor) {
    try {
      visitor.accept(subscriber);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "event=follower-failed next=\"it is sent away and may come back\"", e);
      try {
        subscriber.failed(new IllegalStateException("it failed when it was told something", e));
      } catch (RuntimeException | Error again) {
        LOG.log(Level.ERROR, "event=follower-failed next=\"its deadlines end it\"", again);
      }
    }
  }
}
