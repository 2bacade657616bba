package org.belfry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryStringTest {

  @Test
  void the_first_value_of_each_parameter_counts() {
    assertThat(QueryString.parse("a=1&b=%C3%BC+x&a=2&c&=d&e=%zz"))
        .isEqualTo(Map.of("a", "1", "b", "ü x", "c", "", "", "d", "e", "%zz"));
    assertThat(QueryString.parse(null)).isEmpty();
  }

  @Test
  void all_values_are_there_in_order_for_who_asks_for_all() {
    assertThat(QueryString.parseAll("a=1&b=x&a=2&a"))
        .isEqualTo(Map.of("a", List.of("1", "2", ""), "b", List.of("x")));
  }
}
