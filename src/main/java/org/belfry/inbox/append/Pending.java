package org.belfry.inbox.append;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.belfry.inbox.ItemJson;

/** A draft on its way into the store. Content JSON is written at most once, when first read. */
final class Pending {

  /** What a draft, or a recipient of it, holds in memory besides its texts. */
  private static final int OBJECTS = 500;

  private static final int RECIPIENT = 80;

  final Draft draft;
  final IdempotencyKey key;
  final CompletableFuture<Receipt> answer = new CompletableFuture<>();
  final long bytes;
  final long askedAt = System.nanoTime();

  /** Whether it waits for a locked inbox: then others answer for it. */
  volatile boolean deferred;

  private final AtomicBoolean replied = new AtomicBoolean();
  private String contentJson;

  Pending(Draft draft, IdempotencyKey key) {
    this.draft = draft;
    this.key = key;
    bytes = bytes(draft);
  }

  /** About; a character takes two bytes at most. */
  private static long bytes(Draft draft) {
    var content = draft.content();
    long characters = 0;
    for (var text :
        new String[] {
          content.type(),
          content.title(),
          content.body(),
          content.link(),
          content.data(),
          draft.collapseKey()
        }) {
      characters += text == null ? 0 : text.length();
    }
    for (var recipient : draft.recipients()) {
      characters += recipient.value().length();
    }
    return OBJECTS + (long) RECIPIENT * draft.recipients().size() + 2 * characters;
  }

  /** True once: whoever gets it replies. */
  boolean begunReply() {
    return replied.compareAndSet(false, true);
  }

  int size() {
    return draft.recipients().size();
  }

  /** Readers here and the relay may both write it, at the same time even: the same text. */
  String contentJson() {
    if (contentJson == null) {
      contentJson = ItemJson.content(draft.content());
    }
    return contentJson;
  }

  Receipt receipt() {
    var content = draft.content();
    return new Receipt(content.id(), size(), content.createdAt(), false);
  }
}
