package org.belfry.ops;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.problem.ProblemWriter;

/**
 * The files that anybody is served: the client, the operator's console, the documents, and what
 * describes the interface for tools, {@code openapi.yaml} and {@code asyncapi.yaml}. Browsers ask
 * each time whether a file has changed, for the modules of the client have to be of one version;
 * and they ask by the hash of its content, because all files of a reproducible build have the same
 * date, by which the servlets of the containers go. Who takes gzip gets it; nothing here is secret.
 */
@WebServlet({"/client/*", "/console/*", "/docs/*", "/openapi.yaml", "/asyncapi.yaml"})
public class StaticFiles extends HttpServlet {

  private static final long serialVersionUID = 1;

  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript;charset=UTF-8",
          "css", "text/css;charset=UTF-8",
          "html", "text/html;charset=UTF-8",
          "svg", "image/svg+xml",
          "md", "text/plain;charset=UTF-8",
          // RFC 9512
          "yaml", "application/yaml");

  /** Nothing but this server's own files, and nobody frames the page. */
  static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Pattern GZIP =
      Pattern.compile("(^|,)\\s*gzip\\s*(,|$|;\\s*q=(1|0\\.\\d*[1-9]))", Pattern.CASE_INSENSITIVE);

  private record File(String type, String tag, byte[] content, byte[] compressed) {

    /** Each form has a tag of its own, for a cache has to tell them apart. */
    String tag(boolean isCompressed) {
      return '"' + tag + (isCompressed ? "-gzip" : "") + '"';
    }
  }

  private final transient Map<String, File> files = new ConcurrentHashMap<>();

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var door = request.getServletPath();
    var isConsole = door.equals("/console");
    var path = request.getPathInfo();
    if (path == null && !door.endsWith(".yaml")) {
      response.sendRedirect(request.getContextPath() + door + "/");
      return;
    }
    var file = file(path == null ? door : door + (path.equals("/") ? "/index.html" : path));
    if (file == null) {
      ProblemWriter.write(
          response, new Problem(ProblemKind.NO_SUCH_RESOURCE, "there is no such file"));
      return;
    }
    response.setHeader("Cache-Control", "no-cache");
    if (isConsole) {
      response.setHeader("Content-Security-Policy", PAGE_POLICY);
      response.setHeader("Referrer-Policy", "no-referrer");
    } else {
      // no secrets, and pages of any origin embed them
      response.setHeader("Access-Control-Allow-Origin", "*");
      response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    }
    send(file, request, response);
  }

  private static void send(File file, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var isCompressed = takesGzip(request.getHeader("Accept-Encoding"));
    var tag = file.tag(isCompressed);
    response.addHeader("Vary", "Accept-Encoding");
    response.setHeader("ETag", tag);
    // proxies make tags weak, and a browser may know several
    var known = request.getHeader("If-None-Match");
    if (known != null && known.contains(tag)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    if (isCompressed) {
      response.setHeader("Content-Encoding", "gzip");
    }
    var content = isCompressed ? file.compressed() : file.content();
    response.setContentType(file.type());
    response.setContentLength(content.length);
    response.getOutputStream().write(content);
  }

  /**
   * By name and not refused by a weight of 0 (RFC 9110 §12.5.3); who takes anything gets it plain.
   */
  private static boolean takesGzip(String accepted) {
    return accepted != null && GZIP.matcher(accepted).find();
  }

  /** Only names of files in these places, and only of known types; else null. */
  private File file(String path) throws IOException {
    var type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (type == null || !path.matches("(/\\w+){0,2}/[\\w-][\\w.-]*\\.\\w+")) {
      return null;
    }
    var known = files.get(path);
    if (known != null) {
      return known;
    }
    try (var in = getServletContext().getResourceAsStream(path)) {
      if (in == null) {
        return null;
      }
      var content = in.readAllBytes();
      var file = new File(type, hash(content), content, compressed(content));
      files.put(path, file);
      return file;
    }
  }

  private static byte[] compressed(byte[] content) throws IOException {
    var compressed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(compressed)) {
      out.write(content);
    }
    return compressed.toByteArray();
  }

  private static String hash(byte[] content) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
