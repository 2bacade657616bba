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
import org.belfry.cluster.Bell;

/** Who follows which inbox on this node. */
@Singleton
class Followers {

  private static final Logger LOG = System.getLogger(Followers.class.getName());

  private final Map<String, Follower[]> byUser = new ConcurrentHashMap<>();

  private final AtomicInteger size = new AtomicInteger();
  private final int ofOneUser;

  @Inject
  Followers(Bell bell, LiveSettings settings) {
    this(bell, settings.connectionsOfUser());
  }

  Followers(Bell bell, int ofOneUser) {
    this.ofOneUser = ofOneUser;
    bell.listener(this::announced);
    bell.ending(this::end);
  }

  /** Adds one; when that is one too many of its user, the oldest makes way. */
  void add(Follower follower) {
    size.incrementAndGet();
    var all = byUser.merge(follower.user(), new Follower[] {follower}, Followers::joined);
    if (all.length > ofOneUser) {
      alone(all[0], oldest -> oldest.close(Goodbye.TOO_MANY));
      remove(all[0]);
    }
  }

  void remove(Follower follower) {
    byUser.computeIfPresent(follower.user(), (user, present) -> without(present, follower));
  }

  /** Arrays, because almost everybody has one connection or two, and announcements only read. */
  private static Follower[] joined(Follower[] present, Follower[] added) {
    var all = java.util.Arrays.copyOf(present, present.length + 1);
    all[present.length] = added[0];
    return all;
  }

  private Follower[] without(Follower[] present, Follower gone) {
    var left = java.util.Arrays.stream(present).filter(one -> one != gone).toArray(Follower[]::new);
    size.addAndGet(left.length - present.length);
    return left.length == 0 ? null : left;
  }

  /** Tells each follower of each inbox; costs nothing where nobody is there. */
  void announced(List<? extends Announcement> batch) {
    tell(batch, Follower::announced);
  }

  /** Tells each follower of these inboxes where they stand in the store. */
  void stand(List<? extends Announcement> heads) {
    tell(heads, Follower::stands);
  }

  /** A back end has ended the connections of this user. */
  private void end(String user) {
    for (var follower : byUser.getOrDefault(user, new Follower[0])) {
      alone(follower, one -> one.close(Goodbye.ENDED));
    }
  }

  private void tell(
      List<? extends Announcement> batch, BiConsumer<Follower, Announcement> telling) {
    for (var announcement : batch) {
      var present = byUser.get(announcement.user());
      if (present != null) {
        for (var follower : present) {
          alone(follower, one -> telling.accept(one, announcement));
        }
      }
    }
  }

  /** How many there are, of all users. */
  int size() {
    return size.get();
  }

  Set<String> users() {
    return byUser.keySet();
  }

  /** Visits all, one by one: a visit that fails is the end of that follower and of no other. */
  void forEach(Consumer<Follower> visitor) {
    byUser.values().forEach(present -> List.of(present).forEach(one -> alone(one, visitor)));
  }

  /** Whatever one follower throws, the threads that call here have others to look after. */
  static void alone(Follower follower, Consumer<Follower> visitor) {
    try {
      visitor.accept(follower);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "event=follower-failed next=\"it is sent away and may come back\"", e);
      try {
        follower.failed(new IllegalStateException("it failed when it was told something", e));
      } catch (RuntimeException | Error again) {
        LOG.log(Level.ERROR, "event=follower-failed next=\"its deadlines end it\"", again);
      }
    }
  }
}
