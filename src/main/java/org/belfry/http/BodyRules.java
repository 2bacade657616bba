package org.belfry.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.belfry.problem.Problem;

/** What the doors say of bodies that have not wholly come, before anything of them is read. */
public interface BodyRules {

  /**
   * What is taken of a request's body.
   *
   * @return null when the request has been answered: it is refused whatever its body
   * @throws Problem when it is refused, by its token for example
   */
  BodyRule rule(HttpServletRequest request, HttpServletResponse response) throws IOException;

  /** Adds to a refusal what lets pages of other origins read it. */
  void permit(HttpServletRequest request, HttpServletResponse response);
}
