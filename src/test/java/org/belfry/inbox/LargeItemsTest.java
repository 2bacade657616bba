package org.belfry.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.belfry.inbox.read.LogPage;
import org.belfry.inbox.read.LogQuery;
import org.belfry.inbox.read.PageQuery;
import org.belfry.json.Json;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;
import org.junit.jupiter.api.Test;

/** Pages are bounded by bytes, not only by items. */
class LargeItemsTest {

  private static final int ITEMS = 9;

  private final TestInbox inbox = TestInbox.get();
  private final UserId user = TestInbox.someone();

  private void send(int length) {
    var text = LargeItems.text(length);
    for (var i = 0; i < ITEMS; i++) {
      inbox.send(LargeItems.draft(inbox, text, user));
    }
  }

  private static List<Long> all() {
    return LongStream.rangeClosed(1, ITEMS).boxed().toList();
  }

  /** Reads to the end, looking at the size of each page. */
  private List<Long> walk(LogQuery from, int itemsAPage) throws Exception {
    var heads = new ArrayList<Long>();
    var query = from;
    LogPage slice;
    do {
      slice = inbox.log.read(List.of(query)).get(0);
      assertThat(slice.changes().size()).isBetween(1, itemsAPage);
      slice.changes().forEach(entry -> heads.add(entry.head()));
      query = query.from(slice);
    } while (slice.more());
    return heads;
  }

  @Test
  void a_page_ends_with_the_item_that_reaches_the_bound() throws Exception {
    send(TestInbox.PAGES.bytes() * 6 / 10);
    assertThat(walk(LogQuery.unread(user, 0), 2)).isEqualTo(all());
    assertThat(walk(LogQuery.changes(user, new Cursor(null, 0)), 2)).isEqualTo(all());
    assertThat(pages(2)).isEqualTo(all());
  }

  @Test
  void an_item_that_is_larger_than_a_page_is_a_page() throws Exception {
    send(TestInbox.PAGES.bytes() * 2);
    assertThat(walk(LogQuery.unread(user, 0), 1)).isEqualTo(all());
    assertThat(walk(LogQuery.changes(user, new Cursor(null, 0)), 1)).isEqualTo(all());
    assertThat(pages(1)).isEqualTo(all());
  }

  @Test
  void many_readers_get_a_page_each() throws Exception {
    send(TestInbox.PAGES.bytes() * 6 / 10);
    var other = TestInbox.someone();
    inbox.send("small", other);
    var slices =
        inbox.log.read(
            List.of(
                LogQuery.unread(user, 0),
                LogQuery.changes(other, new Cursor(null, 0)),
                LogQuery.unread(user, 7),
                LogQuery.unread(other, 0)));
    assertThat(slices).extracting(slice -> slice.changes().size()).containsExactly(2, 1, 2, 1);
    assertThat(slices).extracting(LogPage::more).containsExactly(true, false, false, false);
  }

  /** Walks through the REST pages, newest first; the last page says that there is no more. */
  private List<Long> pages(int itemsAPage) throws Exception {
    var seqs = new ArrayList<Long>();
    var before = Long.MAX_VALUE;
    while (true) {
      var page =
          Json.parse(
              inbox.pages.page(user, new PageQuery(PageQuery.State.UNREAD, null, before, 200)));
      assertThat(page.get("items").size()).isBetween(1, itemsAPage);
      page.get("items").forEach(item -> seqs.add(0, item.get("seq").asLong()));
      if (page.get("next").isNull()) {
        return seqs;
      }
      before = page.get("next").asLong();
    }
  }
}
