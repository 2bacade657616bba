package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.belfry.inbox.CountsAt;
import org.belfry.inbox.read.LogPage;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.belfry.model.FrameEvent;
import org.junit.jupiter.api.Test;

class LongPollResourceTest {

  private static Frame frame(long head) {
    return new Frame(FrameEvent.CHANGED, "{}", new Cursor("e", head));
  }

  private static int cut(long after, int limit, long... heads) {
    var entries =
        LongStream.of(heads)
            .mapToObj(head -> new LogPage.Entry(frame(head), new CountsAt(head, 0, 0)))
            .toList();
    return LongPollResource.cut(entries, after, limit);
  }

  @Test
  void ends_at_the_limit_between_whole_changes() {
    assertThat(cut(4, 2, 5, 6, 7)).isEqualTo(2);
    assertThat(cut(4, 3, 5, 6, 7)).isEqualTo(3);
    assertThat(cut(4, 9, 5, 6, 7)).isEqualTo(3);
  }

  @Test
  void goes_on_to_the_end_of_a_bulk_change_and_never_ends_where_it_began() {
    assertThat(cut(4, 2, 4, 4, 4, 5, 6)).isEqualTo(4);
    assertThat(cut(4, 1, 5, 5, 5, 6, 7)).isEqualTo(1);
    assertThat(cut(4, 2, 5, 5, 5, 6, 7)).isEqualTo(4);
  }
}
