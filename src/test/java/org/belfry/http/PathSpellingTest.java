package org.belfry.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathSpellingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/belfry",
        "/belfry/metrics",
        "/belfry/socket.io/",
        "/belfry/client/belfry-bell.js",
        "/belfry/api/v1/users/ada/presence",
        "/belfry/api/v1/users/J%C3%BCrgen%20M./recount",
        "/belfry/api/v1/users/a%2Fb%5Cc%3Bd%25/presence",
        "/belfry/api/v1/console/users/a%2fb",
        "/belfry/api/v1/users/to-be-refused-by-name%00%0d/presence",
        "/belfry/api/v1/users/o'brien+x@b.example:1!$&()*,=~%7E/presence"
      })
  void a_path_as_everybody_writes_it_is_let_in(String path) {
    assertThat(PathSpelling.isPlain(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "metrics",
        "//metrics",
        "/belfry//metrics",
        "/belfry/metrics//",
        "/belfry/metrics;",
        "/belfry/;x/console/",
        "/belfry/%6detrics",
        "/belfry/%6Detrics",
        "/%62elfry/metrics",
        "/belfry/./metrics",
        "/belfry/x/../metrics",
        "/belfry/x/..",
        "/belfry/.",
        "/belfry/%2e%2e/metrics",
        "/belfry/client/belfry%2Ejs",
        "/belfry/x%2fmetrics",
        "/belfry/x%5cmetrics",
        "/belfry/users%2fmetrics",
        "/belfry\\metrics",
        "/belfry/metrics%",
        "/belfry/metrics%4",
        "/belfry/metrics%zz",
        "/belfry/metrics%00",
        "/belfry/metrics%0a",
        "/belfry/api/v1/users/x/presence%0d",
        "/belfry/metrics%7f",
        "/belfry/mëtrics",
        "/belfry/metrics x"
      })
  void another_spelling_is_not(String path) {
    assertThat(PathSpelling.isPlain(path)).isFalse();
  }
}
