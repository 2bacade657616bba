package org.belfry.backend;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.belfry.inbox.Notifications;
import org.belfry.inbox.append.Receipt;
import org.belfry.json.Json;
import org.belfry.problem.Problem;

/** Writes the JSON that answers a send: one notification, or each of a batch. */
final class SendResponses {

  private record Created(UUID id, int recipients, Instant createdAt) {}

  private record Item(int status, UUID id, int recipients, Instant createdAt) {}

  private record Refused(int status, String code, String detail, String field) {}

  private SendResponses() {}

  static byte[] created(Receipt receipt) {
    return json(new Created(receipt.id(), receipt.recipients(), receipt.createdAt()));
  }

  static String result(Receipt receipt) {
    return Json.write(new Item(201, receipt.id(), receipt.recipients(), receipt.createdAt()));
  }

  static String result(Problem problem) {
    return Json.write(
        new Refused(problem.status(), problem.code(), problem.sentence(), problem.field()));
  }

  static byte[] report(Notifications.Report report) {
    var content = report.content();
    var node = Json.mapper().createObjectNode();
    node.put("id", content.id().toString()).put("sender", report.sender());
    node.put("type", content.type()).put("title", content.title());
    node.put("body", content.body()).put("link", content.link());
    node.set("data", Json.parse(content.data()));
    node.put("priority", content.priority().label());
    node.put("createdAt", Json.time(content.createdAt()));
    node.put("expiresAt", content.expiresAt() == null ? null : Json.time(content.expiresAt()));
    node.put("recipients", report.recipients()).put("delivered", report.delivered());
    node.put("seen", report.seen()).put("read", report.read());
    return json(node);
  }

  private static byte[] json(Object answer) {
    return Json.write(answer).getBytes(StandardCharsets.UTF_8);
  }
}
