package org.belfry.socketio.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HandshakeTest {

  private static Handshake said(Map<String, String> query) {
    return new Handshake(query, null, "::1", "x".repeat(100_000));
  }

  @Test
  void only_what_is_known_is_kept() {
    var handshake = said(Map.of("token", "t", "EIO", "4", "junk", "x", "t", "cache-buster"));
    assertThat(handshake.query()).isEqualTo(Map.of("token", "t", "EIO", "4"));
    assertThat(handshake.userAgent()).hasSize(256);
  }

  @Test
  void what_is_too_long_to_be_anything_is_as_good_as_not_said() {
    var handshake = said(Map.of("token", "x".repeat(8_193), "sid", "x".repeat(8_192)));
    assertThat(handshake.parameter("token")).isNull();
    assertThat(handshake.parameter("sid")).hasSize(8_192);
    assertThat(new Handshake(Map.of(), "Bearer " + "x".repeat(9_000), null, null).authorization())
        .isNull();
  }
}
