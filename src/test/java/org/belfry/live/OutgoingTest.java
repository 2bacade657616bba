package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.belfry.inbox.Acknowledgement;
import org.belfry.inbox.Counts;
import org.belfry.inbox.CountsAt;
import org.belfry.inbox.read.LogPage;
import org.belfry.inbox.read.LogPosition;
import org.belfry.inbox.read.LogQuery;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.belfry.model.FrameEvent;
import org.belfry.model.UserId;
import org.junit.jupiter.api.Test;

class OutgoingTest {

  private final Outgoing outgoing = new Outgoing();

  private static Frame frame(long head) {
    return new Frame(
        FrameEvent.NOTIFICATION, "{\"event\":\"notification\"}", new Cursor("e", head));
  }

  private static LogPage found(boolean more, long... heads) {
    var entries =
        LongStream.of(heads)
            .mapToObj(head -> new LogPage.Entry(frame(head), new CountsAt(head, 0, 0)))
            .toList();
    return new LogPage(
        new Counts("e", 20, 0, 0, 0),
        false,
        entries,
        LogPosition.behind(new Cursor("e", 20)),
        more);
  }

  @Test
  void what_waits_is_not_sent_yet() {
    outgoing.beginAfter(3);
    outgoing.add(frame(4));
    assertThat(outgoing.acknowledged(UserId.stored("ada"), new Cursor("e", 4))).isNull();
    assertThat(outgoing.take()).hasSize(1);
    outgoing.add(frame(5));
    assertThat(outgoing.take()).as("while a write is under way").isNull();
    assertThat(outgoing.acknowledged(UserId.stored("ada"), new Cursor("e", 1_000)))
        .isEqualTo(new Acknowledgement(UserId.stored("ada"), new Cursor("e", 3), 4));
    outgoing.written();
    assertThat(outgoing.take()).hasSize(1);
    assertThat(outgoing.acknowledged(UserId.stored("ada"), new Cursor("e", 5)).upTo()).isEqualTo(5);
    assertThat(outgoing.acknowledged(UserId.stored("ada"), new Cursor("e", 3))).isNull();
  }

  @Test
  void after_a_reset_only_what_comes_then_is_sent() {
    outgoing.beginAfter(0);
    outgoing.add(frame(9));
    outgoing.take();
    outgoing.beginAfter(5);
    assertThat(outgoing.acknowledged(UserId.stored("ada"), new Cursor("f", 9))).isNull();
  }

  @Test
  void answers_to_commands_are_no_changes() {
    outgoing.beginAfter(0);
    outgoing.add(Frame.aside(FrameEvent.OK, "{\"event\":\"ok\",\"head\":7}"));
    outgoing.take();
    assertThat(outgoing.acknowledged(UserId.stored("ada"), new Cursor("e", 7))).isNull();
  }

  @Test
  void a_reader_has_everything_after_where_it_began() {
    assertThat(LogQuery.changes(UserId.stored("ada"), new Cursor("e", 7)).beginsAfter(found(false)))
        .isEqualTo(7);
    assertThat(LogQuery.fromNow(UserId.stored("ada")).beginsAfter(found(false))).isEqualTo(20);
    assertThat(LogQuery.unread(UserId.stored("ada"), 0).beginsAfter(found(true, 2, 5))).isZero();
    assertThat(LogQuery.newest(UserId.stored("ada"), 2).beginsAfter(found(false, 12, 15)))
        .isEqualTo(11);
    assertThat(LogQuery.newest(UserId.stored("ada"), 500).beginsAfter(found(true, 12, 15)))
        .isEqualTo(11);
    assertThat(LogQuery.newest(UserId.stored("ada"), 3).beginsAfter(found(false, 12, 15))).isZero();
    assertThat(LogQuery.newest(UserId.stored("ada"), 3).beginsAfter(found(false))).isZero();
  }
}
