package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.belfry.TestDatabase;
import org.belfry.cluster.Announcement;
import org.belfry.cluster.TestNode;
import org.belfry.inbox.Reading;
import org.belfry.inbox.Slice;
import org.junit.jupiter.api.Test;

class FollowersTest {

  private record News(String user, long number, String frame) implements Announcement {
    @Override
    public String epoch() {
      return "epoch";
    }
  }

  /** Notes what it is told; a broken one throws whatever it is told. */
  private static final class Told implements Follower {

    final List<String> told = new ArrayList<>();
    private final String user;
    private final boolean broken;

    Told(String user, boolean broken) {
      this.user = user;
      this.broken = broken;
    }

    @Override
    public String user() {
      return user;
    }

    @Override
    public Reading reading() {
      throw new AssertionError("nobody reads here");
    }

    @Override
    public void read(Slice slice) {
      throw new AssertionError("nobody reads here");
    }

    @Override
    public void failed(Exception reason) {
      told.add("failed");
    }

    @Override
    public void announced(Announcement announcement) {
      note("announced " + announcement.number());
    }

    @Override
    public void stands(Announcement head) {
      note("stands at " + head.number());
    }

    @Override
    public void check(long nanos) {
      note("checked");
    }

    @Override
    public void close(Goodbye why) {
      note("closed");
    }

    private void note(String what) {
      if (broken) {
        throw new OutOfMemoryError("as it comes");
      }
      told.add(what);
    }
  }

  private final Followers followers = new Followers(TestNode.on(TestDatabase.store()).bell());
  private final Told broken = new Told("ada", true);
  private final Told beside = new Told("ada", false);
  private final Told other = new Told("bob", false);

  @Test
  void a_follower_that_fails_is_sent_away_and_the_others_are_told() {
    followers.add(broken);
    followers.add(beside);
    followers.add(other);
    followers.announced(List.of(new News("ada", 1, "{}"), new News("bob", 7, "{}")));
    followers.forEach(follower -> follower.check(0));
    assertThat(beside.told).containsExactly("announced 1", "checked");
    assertThat(other.told).containsExactly("announced 7", "checked");
    assertThat(broken.told).containsExactly("failed", "failed");
  }
}
