package org.belfry.bench.load;

import java.util.List;
import java.util.stream.Collectors;

/** The requests of senders and readers, byte by byte the same for every server. */
public final class Requests {

  private static final String CONTENT =
      "\"type\":\"comment.created\",\"title\":\"Grace commented on your post\","
          + "\"body\":\"Could you look at the second paragraph again? I am not sure that the figure"
          + " is right.\",\"data\":{\"post\":7,\"comment\":4711},\"link\":\"";

  private final Server server;

  public Requests(Server server) {
    this.server = server;
  }

  /** One notification. */
  public static String notification(List<String> to, Mark mark) {
    return to.stream().collect(Collectors.joining("\",\"", "{\"to\":[\"", "\"],"))
        + CONTENT
        + mark.link()
        + "\"}";
  }

  /** One notification to one user. */
  public static String notification(String to, Mark mark) {
    return "{\"to\":[\"" + to + "\"]," + CONTENT + mark.link() + "\"}";
  }

  public byte[] send(String notification) {
    return post("/api/v1/notifications", notification);
  }

  public byte[] sendAll(List<String> notifications) {
    return post("/api/v1/notifications/batch", "[" + String.join(",", notifications) + "]");
  }

  /** All texts are ASCII, so characters are bytes. */
  private byte[] post(String path, String body) {
    return Bytes.of(
        "POST "
            + path
            + " HTTP/1.1\r\nHost: "
            + server.host()
            + "\r\nAuthorization: Bearer "
            + server.senderKey()
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  /** A reader's request. */
  public byte[] get(String path, String token) {
    return Bytes.of(
        "GET "
            + path
            + " HTTP/1.1\r\nHost: "
            + server.host()
            + "\r\nAuthorization: Bearer "
            + token
            + "\r\n\r\n");
  }
}
