package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.belfry.TestDatabase;
import org.belfry.cluster.TestNode;
import org.belfry.model.UserId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutageDismissalTest {

  private static final LiveSettings SETTINGS =
      new LiveSettings(
          Duration.ofSeconds(25),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          65_536,
          Duration.ofSeconds(60),
          Duration.ofSeconds(4),
          Duration.ofSeconds(5),
          1_000,
          100);

  private final Subscribers subscribers =
      new Subscribers(TestNode.on(TestDatabase.store()).announcer(), 1_000);
  private final List<FakeFollower> all =
      IntStream.range(0, 100)
          .mapToObj(i -> new FakeFollower(UserId.stored("user-" + i), null))
          .toList();
  private Duration silence = Duration.ZERO;
  private final OutageDismissal dismissal =
      new OutageDismissal(() -> silence, subscribers, SETTINGS);

  @BeforeEach
  void connect() {
    all.forEach(subscribers::add);
  }

  private long after(double seconds) {
    silence = Duration.ofMillis((long) (seconds * 1_000));
    dismissal.check();
    // as connections do that are closed
    all.stream().filter(one -> !one.told.isEmpty()).forEach(subscribers::remove);
    return all.stream().filter(one -> !one.told.isEmpty()).count();
  }

  @Test
  void nobody_is_sent_away_while_the_database_is_there_or_only_just_away() {
    assertThat(after(0)).isZero();
    assertThat(after(4.9)).isZero();
    assertThat(after(0)).isZero();
  }

  @Test
  void who_is_idle_is_sent_away_spread_over_the_goodbye() {
    assertThat(after(5.5)).isBetween(25L, 35L);
    assertThat(after(6.5)).isBetween(50L, 70L);
    assertThat(after(7.5)).isBetween(75L, 100L);
    assertThat(after(8.5)).isEqualTo(100);
    assertThat(all).allSatisfy(one -> assertThat(one.told).containsExactly("closed"));
  }

  @Test
  void who_comes_later_into_an_outage_does_not_stay() {
    after(20);
    var late = new FakeFollower(UserId.stored("late"), null);
    subscribers.add(late);
    after(21);
    assertThat(late.told).containsExactly("closed");
  }
}
