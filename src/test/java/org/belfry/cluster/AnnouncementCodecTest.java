package org.belfry.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.belfry.model.FrameEvent;
import org.belfry.model.UserId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncementCodecTest {

  record Said(UserId user, Cursor reached, Frame frame) implements Announcement {
    Said(UserId user, Cursor reached, String json) {
      this(user, reached, json == null ? null : new Frame(event(reached), json, reached));
    }

    Said(String user, long number, String json) {
      this(UserId.stored(user), new Cursor("e-" + user.length(), number), json);
    }

    private static FrameEvent event(Cursor reached) {
      return reached.head() % 2 == 0 ? FrameEvent.CHANGED : FrameEvent.NOTIFICATION;
    }
  }

  private static final int LONGEST = 7_999;

  private static List<Said> throughTheWire(List<Announcement> announcements) {
    var read = new ArrayList<Said>();
    for (var text : AnnouncementCodec.write(announcements, LONGEST)) {
      assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(LONGEST);
      AnnouncementCodec.read(text)
          .forEach(a -> read.add(new Said(a.user(), a.reached(), a.frame())));
    }
    return read;
  }

  @Test
  void what_is_written_is_read_whatever_stands_in_user_ids_and_frames() {
    var said =
        List.<Announcement>of(
            new Said("42", 1, "{\"event\":\"notification\",\"item\":{\"title\":\"1:x -\"}}"),
            new Said("1:a b-", Long.MAX_VALUE - 1, null),
            new Said("Zoë 😀 李", 17, "{\"title\":\"😀 \\n 你好\"}"));
    assertThat(throughTheWire(said)).isEqualTo(said);
  }

  @Test
  void many_announcements_are_spread_over_texts_in_their_order() {
    var frame = "{\"title\":\"" + "ü".repeat(700) + "\"}";
    var said =
        IntStream.range(0, 1_000)
            .mapToObj(i -> (Announcement) new Said("user-" + i, i, i % 3 == 0 ? null : frame))
            .toList();
    assertThat(AnnouncementCodec.write(said, LONGEST)).hasSizeBetween(100, 400);
    assertThat(throughTheWire(said)).isEqualTo(said);
  }

  @Test
  void a_frame_that_is_too_long_stays_behind_and_its_number_goes() {
    var four = "😀".repeat(1_999); // 3,998 chars and 7,996 bytes
    var said = List.<Announcement>of(new Said("a", 1, "x".repeat(5_000)), new Said("b", 2, four));
    assertThat(throughTheWire(said))
        .extracting(Said::user, one -> one.reached().head(), Said::frame)
        .containsExactly(tuple(UserId.stored("a"), 1L, null), tuple(UserId.stored("b"), 2L, null));
  }

  @Test
  void nodes_without_epochs_are_understood_and_find_nobody_of_the_name_of_an_epoch() {
    var said =
        List.<Announcement>of(
            new Said(UserId.stored("a"), new Cursor("abc", 7), "{}"),
            new Said(UserId.stored("b"), new Cursor(null, 8), (String) null));
    assertThat(AnnouncementCodec.write(said, LONGEST))
        .containsExactly("14:\u001fabc 0 12:notification1:a 7 2:{}1:b 8 -");
    assertThat(AnnouncementCodec.read("11:a 7 2:{}"))
        .singleElement()
        .satisfies(heard -> assertThat(heard.reached().epoch()).isNull());
  }

  @Test
  void a_frame_whose_event_is_not_told_or_not_known_is_left_to_the_store() {
    for (var text : List.of("14:\u001fabc 0 -1:a 7 2:{}", "14:\u001fabc 0 7:unheard1:a 7 2:{}")) {
      assertThat(AnnouncementCodec.read(text))
          .extracting(Announcement::reached, Announcement::frame)
          .containsExactly(tuple(new Cursor("abc", 7), null));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2",
        "2abc",
        "1x",
        "15:ab",
        "1-1:a 1 -",
        "12:ab x -",
        "12:ab -1 -",
        "12:ab 1",
        "12:ab 1 9:x"
      })
  void a_text_of_another_version_or_hand_is_nothing(String text) {
    assertThat(AnnouncementCodec.read(text)).isNull();
  }
}
