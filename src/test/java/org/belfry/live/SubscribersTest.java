package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.belfry.TestDatabase;
import org.belfry.cluster.Announcement;
import org.belfry.cluster.TestNode;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.belfry.model.UserId;
import org.junit.jupiter.api.Test;

class SubscribersTest {

  private record News(UserId user, Cursor reached, Frame frame) implements Announcement {
    News(UserId user, long number) {
      this(user, new Cursor("epoch", number), null);
    }
  }

  private final Subscribers subscribers =
      new Subscribers(TestNode.on(TestDatabase.store()).announcer(), 3);
  private final FakeFollower broken = new FakeFollower(UserId.stored("ada"), null);
  private final FakeFollower beside = new FakeFollower(UserId.stored("ada"), null);
  private final FakeFollower other = new FakeFollower(UserId.stored("bob"), null);

  @Test
  void a_follower_that_fails_is_sent_away_and_the_others_are_told() {
    broken.broken = true;
    subscribers.add(broken);
    subscribers.add(beside);
    subscribers.add(other);
    subscribers.announced(
        List.of(new News(UserId.stored("ada"), 1), new News(UserId.stored("bob"), 7)));
    subscribers.forEach(subscriber -> subscriber.check(0));
    assertThat(beside.told).containsExactly("announced 1", "checked");
    assertThat(other.told).containsExactly("announced 7", "checked");
    assertThat(broken.told).containsExactly("failed", "failed");
  }

  @Test
  void the_oldest_of_a_user_makes_way_for_one_too_many() {
    var all = new ArrayList<FakeFollower>();
    for (var i = 0; i < 5; i++) {
      all.add(new FakeFollower(UserId.stored("ada"), null));
      subscribers.add(all.get(i));
    }
    subscribers.add(other);
    subscribers.announced(List.of(new News(UserId.stored("ada"), 1)));
    assertThat(all)
        .extracting(one -> one.told)
        .containsExactly(
            List.of("closed"),
            List.of("closed"),
            List.of("announced 1"),
            List.of("announced 1"),
            List.of("announced 1"));
    assertThat(other.told).isEmpty();
    assertThat(subscribers.size()).isEqualTo(4);
    subscribers.remove(all.get(0));
    subscribers.remove(all.get(4));
    subscribers.remove(all.get(4));
    assertThat(subscribers.size()).as("each counts once").isEqualTo(3);
  }
}
