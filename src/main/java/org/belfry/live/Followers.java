package org.belfry.live;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.belfry.cluster.Announcement;
import org.belfry.cluster.Bell;

/** Who follows which inbox on this node. */
@Singleton
class Followers {

  private final Map<String, Follower[]> byUser = new ConcurrentHashMap<>();

  @Inject
  Followers(Bell bell) {
    bell.listener(this::announced);
  }

  void add(Follower follower) {
    byUser.merge(follower.user(), new Follower[] {follower}, Followers::joined);
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

  private static Follower[] without(Follower[] present, Follower gone) {
    var left = java.util.Arrays.stream(present).filter(one -> one != gone).toArray(Follower[]::new);
    return left.length == 0 ? null : left;
  }

  /** Tells each follower of each inbox; costs nothing where nobody is there. */
  void announced(List<? extends Announcement> batch) {
    for (var announcement : batch) {
      var present = byUser.get(announcement.user());
      if (present != null) {
        for (var follower : present) {
          follower.announced(announcement);
        }
      }
    }
  }

  Set<String> users() {
    return byUser.keySet();
  }

  void forEach(Consumer<Follower> visitor) {
    byUser.values().forEach(present -> List.of(present).forEach(visitor));
  }
}
