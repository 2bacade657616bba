package org.belfry.socketio.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.belfry.socketio.protocol.EnginePacket;
import org.junit.jupiter.api.Test;

class JoinLimitsTest {

  private static final UnjoinedLimits LIMITS = new UnjoinedLimits(3, 2, 10, Duration.ofNanos(100));
  private static final EngineSettings SETTINGS =
      new EngineSettings(Duration.ofHours(1), Duration.ofHours(1), 1000, 500, 2000, 4, LIMITS);

  private final UnjoinedSessions unjoinedSessions = new UnjoinedSessions(LIMITS);

  private JoinLimits stranger(String address) {
    return new JoinLimits(SETTINGS, unjoinedSessions, address, 0);
  }

  @Test
  void so_many_of_one_address_may_be_strangers_and_so_many_of_all() {
    var first = stranger("a");
    assertThat(unjoinedSessions.hasRoom("a")).isTrue();
    stranger("a");
    assertThat(unjoinedSessions.hasRoom("a")).isFalse();
    assertThat(unjoinedSessions.hasRoom("b")).isTrue();
    stranger(null);
    assertThat(unjoinedSessions.hasRoom("b")).isFalse();
    assertThat(unjoinedSessions.refused()).isEqualTo(2);
    first.grant();
    assertThat(unjoinedSessions.size()).isEqualTo(2);
    assertThat(unjoinedSessions.hasRoom("a")).isTrue();
  }

  @Test
  void each_is_counted_once_however_it_goes_on() {
    var session = stranger("a");
    session.grant();
    session.grant();
    assertThat(unjoinedSessions.size()).isZero();
    session.revoke(0);
    session.revoke(0);
    assertThat(unjoinedSessions.size()).isEqualTo(1);
    session.end();
    session.end();
    session.grant();
    session.revoke(0);
    assertThat(unjoinedSessions.size()).isZero();
  }

  @Test
  void a_stranger_says_little_in_all_and_no_bytes() {
    var session = stranger("a");
    assertThat(session.allows(EnginePacket.message("01234"))).isTrue();
    assertThat(session.allows(EnginePacket.message("0123"))).isFalse();
    assertThat(stranger("b").allows(EnginePacket.message(new byte[1]))).isFalse();
    var known = stranger("c");
    known.grant();
    assertThat(known.allows(EnginePacket.message("x".repeat(1_000)))).isTrue();
    assertThat(known.allows(EnginePacket.message(new byte[1_000]))).isTrue();
  }

  @Test
  void bounds_are_those_of_a_stranger_until_it_is_known() {
    var session = stranger("a");
    assertThat(List.of(session.maxPayload(), session.maxFrame(), session.maxWaiting()))
        .containsOnly(10);
    session.grant();
    assertThat(List.of(session.maxPayload(), session.maxFrame(), session.maxWaiting()))
        .containsExactly(1000, 500, 2000);
    session.revoke(0);
    assertThat(session.maxPayload()).isEqualTo(10);
    assertThat(session.maxWaiting()).as("a goodbye has to fit behind what waits").isEqualTo(2000);
  }

  @Test
  void time_begins_anew_for_who_has_left_what_it_had_joined() {
    var session = stranger("a");
    assertThat(session.isOverdue(100)).isFalse();
    assertThat(session.isOverdue(101)).isTrue();
    session.grant();
    assertThat(session.isOverdue(1_000)).isFalse();
    session.revoke(1_000);
    assertThat(session.isOverdue(1_100)).isFalse();
    assertThat(session.isOverdue(1_101)).isTrue();
  }

  @Test
  void sessions_that_end_are_strangers_no_more() {
    var engine = new Engine(SETTINGS, null, null, session -> new Deaf());
    var sessions = Stream.of("a", "a", "b").map(address -> open(engine, address)).toList();
    assertThat(engine.hasRoom("c")).isFalse();
    assertThat(engine.unjoined()).isEqualTo(3);
    sessions.get(0).abort("gone");
    sessions.get(0).abort("twice");
    assertThat(engine.unjoined()).isEqualTo(2);
    assertThat(engine.hasRoom("c")).isTrue();
    sessions.get(1).admit();
    open(engine, "c").admit();
    open(engine, "d").admit();
    assertThat(engine.hasRoom("e")).as("four in all").isFalse();
    engine.check(System.nanoTime());
    assertThat(engine.size()).as("the stranger's time is up, but for its farewell").isEqualTo(4);
    engine.check(System.nanoTime() + Duration.ofSeconds(11).toNanos());
    assertThat(engine.size()).isEqualTo(3);
    assertThat(engine.unjoined()).isZero();
  }

  private static EngineSession open(Engine engine, String address) {
    return engine.open(new Handshake(Map.of("EIO", "4"), null, address, null), false);
  }

  private record Deaf() implements SessionListener {

    @Override
    public void message(EnginePacket message) {}

    @Override
    public void closed(String reason) {}
  }
}
