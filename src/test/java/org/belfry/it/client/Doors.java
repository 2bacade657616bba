package org.belfry.it.client;

import java.util.LinkedHashMap;
import java.util.Map;

/** One request for each kind of door, as raw text, for {@link Knocking}. */
public final class Doors {

  private static final String OPENING =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  private static final String BODY = "{\"to\":[\"nobody\"],\"type\":\"t\"}";

  private Doors() {}

  /** Of the application at this context path, with a user's token. */
  public static Map<String, String> of(String context, String token, String senderKey) {
    var doors = new LinkedHashMap<String, String>();
    var user = " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n";
    var sender = user.replace(token, senderKey);
    var end = "\r\n";
    var length = "Content-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n";
    doors.put("counts", "GET " + context + "/api/v1/inbox/counts" + user + end);
    doors.put("send", "POST " + context + "/api/v1/notifications" + sender + length + end + BODY);
    doors.put("client", "GET " + context + "/client/belfry.js" + user + end);
    doors.put("ready", "GET " + context + "/health/ready" + user + end);
    doors.put("websocket", "GET " + context + "/ws" + user + OPENING + end);
    doors.put("stream", stream(context, token));
    doors.put("socket.io", "GET " + context + "/socket.io/?EIO=4&transport=polling" + user + end);
    return doors;
  }

  /** A live stream, as an {@code EventSource} asks for it. */
  public static String stream(String context, String token) {
    return "GET %s/api/v1/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nAccept: text/event-stream\r\n\r\n"
        .formatted(context, token);
  }
}
