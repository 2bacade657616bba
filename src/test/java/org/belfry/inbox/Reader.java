package org.belfry.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.belfry.inbox.read.ChangeLog;
import org.belfry.inbox.read.LogPage;
import org.belfry.inbox.read.LogQuery;
import org.belfry.json.Json;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;

/** A client as it should be: folds frames into what it believes, and keeps a cursor. */
public final class Reader {

  /** What a client knows of one item. */
  public record Known(boolean read, boolean archived) {}

  public final Map<Long, Known> items = new TreeMap<>();
  private final UserId user;
  public long head;
  public int unread;
  public int unseen;
  public long seenUpTo;

  public Reader(UserId user) {
    this.user = user;
  }

  /** Takes one frame; heads only rise. */
  void take(LogPage.Entry entry) {
    var frame = Json.parse(entry.frame().json());
    assertThat(frame.get("head").asLong()).isEqualTo(entry.head()).isGreaterThanOrEqualTo(head);
    assertThat(frame.get("event").asText()).isEqualTo(entry.frame().event().label());
    switch (frame.get("event").asText()) {
      case "notification" -> know(frame.get("item"));
      case "changed" -> frame.get("items").forEach(this::change);
      case "removed" -> frame.get("seqs").forEach(seq -> items.remove(seq.asLong()));
      default -> throw new AssertionError(frame);
    }
    if (frame.has("seenUpTo")) {
      seenUpTo = frame.get("seenUpTo").asLong();
    }
    head = entry.head();
    unread = frame.get("unread").asInt();
    unseen = frame.get("unseen").asInt();
  }

  private void know(JsonNode item) {
    assertThat(item.get("title").isNull()).as("content comes with an arrival").isFalse();
    change(item, true);
  }

  private void change(JsonNode item) {
    change(item, items.containsKey(item.get("seq").asLong()));
  }

  private void change(JsonNode item, boolean known) {
    if (!known) {
      throw new AssertionError("a change of an item that never arrived: " + item);
    }
    items.put(
        item.get("seq").asLong(),
        new Known(item.get("read").asBoolean(), item.get("archived").asBoolean()));
  }

  /** Reads until there is no more, or until {@code most} frames have come: cut off there. */
  public boolean follow(ChangeLog log, int most) throws SQLException {
    var query = LogQuery.changes(user, new Cursor(null, head));
    var taken = 0;
    while (true) {
      var page = log.read(List.of(query)).get(0);
      assertThat(page.isVoid()).isFalse();
      for (var entry : page.changes()) {
        if (taken++ == most) {
          return false;
        }
        take(entry);
      }
      if (!page.more()) {
        head = page.now().head();
        return true;
      }
      query = query.from(page);
    }
  }
}
