package org.belfry.inbox;

import java.util.concurrent.CompletableFuture;

/** A draft on its way into the store. Content JSON is written at most once, when first read. */
final class Pending {

  final Draft draft;
  final IdempotencyKey key;
  final CompletableFuture<Appended> answer = new CompletableFuture<>();
  private String contentJson;

  Pending(Draft draft, IdempotencyKey key) {
    this.draft = draft;
    this.key = key;
  }

  int size() {
    return draft.recipients().size();
  }

  /** Readers here and the relay may both write it, at the same time even: the same text. */
  String contentJson() {
    if (contentJson == null) {
      contentJson = Frames.content(draft.content());
    }
    return contentJson;
  }

  Appended appended() {
    var content = draft.content();
    return new Appended(content.id(), size(), content.createdAt(), false);
  }
}
