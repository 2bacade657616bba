package org.belfry.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MessageAssemblerTest {

  private final MessageAssembler parts = new MessageAssembler(5);

  @Test
  void parts_make_a_whole_and_the_next_one_begins_anew() {
    assertThat(parts.add("ab", false)).isNull();
    assertThat(parts.add("cde", true)).isEqualTo("abcde");
    assertThat(parts.add("f", true)).isEqualTo("f");
    assertThat(parts.add(new byte[] {1}, false)).isNull();
    assertThat(parts.add(new byte[] {2}, true)).containsExactly(1, 2);
    assertThat(parts.add(new byte[] {3}, true)).containsExactly(3);
  }

  @Test
  void a_message_ends_where_it_grows_too_large() {
    parts.add("abc", false);
    assertThatThrownBy(() -> parts.add("def", false)).isInstanceOf(MessageTooLargeException.class);
    assertThatThrownBy(() -> parts.add("abcdef", true))
        .isInstanceOf(MessageTooLargeException.class);
    parts.add(new byte[5], false);
    assertThatThrownBy(() -> parts.add(new byte[1], true))
        .isInstanceOf(MessageTooLargeException.class);
  }
}
