// SPDX-License-Identifier: Apache-2.0
package coracle;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Coracle in tests: a Kubernetes API server that starts in milliseconds, and a world of its own for each test.
 *
 * <p>An extension of JUnit in one file, for Java 17; beside the JDK it needs junit-jupiter-api alone.
 *
 * <pre>{@code
 * @ExtendWith(Coracle.class)
 * class ShopTest {
 *   @BeforeAll
 *   static void prepare(Coracle.World world) {
 *     world.apply(Path.of("src/test/resources/shop.yaml"));
 *   }
 *
 *   @Test
 *   void sells(Coracle.World world) {
 *     Config config = Config.fromKubeconfig(world.kubeconfig()); // fabric8's
 *   }
 * }
 * }</pre>
 *
 * <p>A world is a whole API server that nobody else sees, and is deleted when its test ends. One that {@code
 * @BeforeAll} takes is of its class, and those of its tests begin as forks of it. The first world starts one server for
 * the process, in memory; it ends with the process, also when that is killed. Where CORACLE_KUBECONFIG names the
 * kubeconfig of a server that runs already, worlds are made there instead.
 *
 * <p>JSON is read and written here: the JDK has nothing for it, and a library would have to be of the version that the
 * tests have for themselves. Objects and arrays are {@code Map<String, Object>} and {@code List<Object>}, numbers Long
 * or Double.
 */
public final class Coracle implements ParameterResolver, AfterEachCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Coracle.class);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  /** More than the 10 minutes that a wait takes at most. */
  private static final Duration WAIT = Duration.ofMinutes(11);

  /** How many of the last characters that a server says on standard error are kept for when it fails. */
  private static final int SHOWN = 8192;

  /** The servers of this process, or why there is none: where one did not start once, nobody tries again. */
  private static final Map<Options, Object> STARTED = new ConcurrentHashMap<>();

  private final Options options;

  /**
   * As {@code coracle.program}, {@code coracle.serve} (words with blanks between them) and {@code coracle.ttl} say: in
   * junit-platform.properties, or as system properties.
   */
  public Coracle() {
    this((Options) null);
  }

  /** With further options of {@code coracle serve}, such as {@code --faults}. */
  public Coracle(String... serve) {
    this(Options.DEFAULT.withServe(serve));
  }

  /** With these options. */
  public Coracle(Options options) {
    this.options = options;
  }

  /**
   * Which server is used, and how it is started.
   *
   * @param program the program's path; null for that of the environment variable CORACLE, or coracle on PATH
   * @param serve further options of {@code coracle serve}
   * @param kubeconfig that of a server that runs already, as coracle serve has written it; null for that of
   *     CORACLE_KUBECONFIG, or for none. Where there is one, nothing is started
   * @param ttl how long a world lives on such a server that nobody asks it for anything
   * @param timeout how long a server may take to start
   */
  public record Options(String program, List<String> serve, Path kubeconfig, String ttl, Duration timeout) {
    /** What is used where nothing is said. */
    public static final Options DEFAULT = new Options(null, List.of(), null, "1h", Duration.ofSeconds(30));

    public Options withProgram(String program) {
      return new Options(program, serve, kubeconfig, ttl, timeout);
    }

    public Options withServe(String... serve) {
      return new Options(program, List.of(serve), kubeconfig, ttl, timeout);
    }

    public Options withKubeconfig(Path kubeconfig) {
      return new Options(program, serve, kubeconfig, ttl, timeout);
    }

    public Options withTtl(String ttl) {
      return new Options(program, serve, kubeconfig, ttl, timeout);
    }

    public Options withTimeout(Duration timeout) {
      return new Options(program, serve, kubeconfig, ttl, timeout);
    }

    private static Options configured(ExtensionContext context) {
      Optional<String> serve = context.getConfigurationParameter("coracle.serve").filter(words -> !words.isBlank());
      return DEFAULT
          .withProgram(context.getConfigurationParameter("coracle.program").orElse(null))
          .withServe(serve.map(words -> words.strip().split("\\s+")).orElse(new String[0]))
          .withTtl(context.getConfigurationParameter("coracle.ttl").orElse(DEFAULT.ttl));
    }
  }

  /** What could not be done, and why. */
  public static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int code;
    private final String reason;

    private Failure(String message, int code, String reason, Throwable cause) {
      super(message, cause);
      this.code = code;
      this.reason = reason;
    }

    private Failure(String message, Throwable cause) {
      this(message, 0, "", cause);
    }

    private Failure(String message) {
      this(message, null);
    }

    /** That of the server's answer, such as 404; 0 where there was none. */
    public int code() {
      return code;
    }

    /** That of the server's answer, such as NotFound; empty where there was none. */
    public String reason() {
      return reason;
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == World.class || type == Server.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (parameter.getParameter().getType() == Server.class) {
      return server(context);
    }
    if (parameter.getDeclaringExecutable() instanceof Constructor<?>) {
      throw new ParameterResolutionException("a world is of a method (a test, @BeforeEach, @BeforeAll)");
    }
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    World world = store.get(context.getUniqueId(), World.class);
    if (world == null) {
      world = prepared(context).map(World::fork).orElseGet(() -> server(context).world());
      store.put(context.getUniqueId(), world);
    }
    return world;
  }

  /** The world of what the context is within. */
  private static Optional<World> prepared(ExtensionContext context) {
    return context.getParent().flatMap(parent -> {
      World world = parent.getStore(NAMESPACE).get(parent.getUniqueId(), World.class);
      return world == null ? prepared(parent) : Optional.of(world);
    });
  }

  @Override
  public void afterEach(ExtensionContext context) {
    delete(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    delete(context);
  }

  private static void delete(ExtensionContext context) {
    World world = context.getStore(NAMESPACE).remove(context.getUniqueId(), World.class);
    if (world != null) {
      world.close();
    }
  }

  private Server server(ExtensionContext context) {
    return shared(options == null ? Options.configured(context) : options);
  }

  private static Server shared(Options options) {
    Object found = STARTED.computeIfAbsent(options, missing -> {
      try {
        Server server = new Server(missing);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "coracle-stop"));
        return server;
      } catch (Failure failure) {
        return failure;
      }
    });
    if (found instanceof Server server) {
      return server;
    }
    Failure failure = (Failure) found;
    throw new Failure(failure.getMessage(), failure);
  }

  /** A server. It may be used by several threads at once. */
  public static final class Server implements AutoCloseable {
    private final Options options;
    private final Child child;
    private final Path kubeconfig;
    private final Access access;
    private final HttpClient http;
    private final String ttl;
    private final Set<World> worlds = ConcurrentHashMap.newKeySet();
    private Path scratch;

    /**
     * Starts one, or finds the one that runs already.
     *
     * @throws Failure there is no program, or with the server's own words where it does not start
     */
    public Server(Options options) {
      this.options = options;
      String running = options.kubeconfig == null ? System.getenv("CORACLE_KUBECONFIG") : options.kubeconfig.toString();
      if (running == null || running.isEmpty()) {
        child = new Child(options);
        kubeconfig = child.ready;
        ttl = null;
        // What is written for a world goes with the server's own files, whatever becomes of this process.
        scratch = kubeconfig.getParent();
      } else {
        child = null;
        kubeconfig = Path.of(running);
        ttl = options.ttl;
      }
      try {
        access = Access.read(kubeconfig);
        http = access.client();
      } catch (RuntimeException failure) {
        close();
        throw failure;
      }
    }

    /** Its URL. */
    public String url() {
      return access.url;
    }

    /** The file with its kubeconfig. */
    public Path kubeconfigFile() {
      return kubeconfig;
    }

    /** The number of the process that was started; empty for one that ran already. */
    public Optional<Long> pid() {
      return child == null ? Optional.empty() : Optional.of(child.process.pid());
    }

    /** Makes a world that begins with nothing. */
    public World world() {
      return world(Map.of());
    }

    /**
     * Makes a world, in memory.
     *
     * @param wanted of {@code POST /coracle/v1/worlds}: {@code name}, {@code from} (a world or a snapshot, as in {@code
     *     Map.of("from", Map.of("snapshot", "nightly"))}), {@code ttl} and {@code maxBytes}
     * @throws Failure the server refuses it
     */
    public World world(Map<String, ?> wanted) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("ephemeral", true);
      if (ttl != null) {
        all.put("ttl", ttl);
      }
      all.putAll(wanted);
      World made = new World(this, object(call("POST", "worlds", all)));
      worlds.add(made);
      return made;
    }

    /**
     * Asks for what is below /coracle/v1/ of the server, such as {@code call("GET", "worlds", null)}, and reads the
     * answer.
     *
     * @param body what can be written as JSON, or null for none
     * @throws Failure with the server's message where it refuses, or does not answer
     */
    public Object call(String method, String path, Object body) {
      return call(method, "/coracle/v1/" + path, body, ANSWER);
    }

    private Object call(String method, String path, Object body, Duration timeout) {
      HttpRequest.BodyPublisher sent =
          body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(Json.write(body));
      HttpRequest request = HttpRequest.newBuilder(URI.create(access.url + path))
          .method(method, sent)
          .header("Authorization", "Bearer " + access.token)
          .header("Content-Type", "application/json")
          .timeout(timeout)
          .build();
      HttpResponse<String> answer;
      try {
        answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new Failure(method + " " + request.uri() + ": interrupted", interrupted);
      } catch (IOException failed) {
        String why = failed + (child == null ? "" : child.ifEnded());
        throw new Failure(method + " " + request.uri() + ": " + why, failed);
      }
      Object read = Json.readOr(answer.body(), answer.body());
      if (answer.statusCode() < 300) {
        return read;
      }
      Map<String, Object> said = read instanceof Map<?, ?> ? object(read) : Map.of("message", answer.body().strip());
      String message = said.getOrDefault("message", "") + " (" + answer.statusCode() + ", " + method + " " + path + ")";
      throw new Failure(message, answer.statusCode(), said.getOrDefault("reason", "").toString(), null);
    }

    /**
     * Stops it and all worlds with it; of one that ran already, deletes the worlds that were made by this. May be
     * called again.
     */
    @Override
    public void close() {
      try {
        if (child == null) {
          worlds.forEach(World::close);
        } else {
          child.stop();
        }
      } finally {
        removeScratch();
      }
    }

    /** A file that goes with the server, or with this process; only its owner may read it. */
    private synchronized Path file(String name, String text) {
      try {
        if (scratch == null) {
          scratch = Files.createTempDirectory("coracle-worlds-");
          Runtime.getRuntime().addShutdownHook(new Thread(this::removeScratch, "coracle-files"));
        }
        Path file = scratch.resolve(name);
        if (!Files.exists(file)) {
          Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
          Files.writeString(file, text, StandardOpenOption.WRITE);
        }
        return file;
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    /** That of a server that was started removes it itself; one that was killed could not. */
    private synchronized void removeScratch() {
      File[] files = scratch == null ? null : scratch.toFile().listFiles();
      for (File file : files == null ? new File[0] : files) {
        file.delete();
      }
      if (scratch != null) {
        scratch.toFile().delete();
        scratch = null;
      }
    }

    private synchronized void remove(String name) {
      if (scratch != null) {
        scratch.resolve(name).toFile().delete();
      }
    }
  }

  /**
   * A Kubernetes API server of its own: objects, kinds, revisions and watches that no other world sees. What was made
   * of it (forks, snapshots, files) goes with it.
   */
  public static final class World implements AutoCloseable {
    private final Server at;
    private final String name;
    private final String server;
    private final String kubeconfig;
    private final Set<World> forks = ConcurrentHashMap.newKeySet();
    private final List<String> snapshots = new CopyOnWriteArrayList<>();
    private World of;
    private boolean deleted;

    private World(Server at, Map<String, Object> made) {
      this.at = at;
      name = (String) made.get("name");
      server = (String) made.get("server");
      kubeconfig = (String) made.get("kubeconfig");
    }

    /** What it is called. */
    public String name() {
      return name;
    }

    /** Its URL, as every client takes it. */
    public String server() {
      return server;
    }

    /** Its kubeconfig, as text: for fabric8, {@code Config.fromKubeconfig(world.kubeconfig())}. */
    public String kubeconfig() {
      return kubeconfig;
    }

    /** A file with its kubeconfig, for programs such as kubectl. It is removed with the world. */
    public Path kubeconfigFile() {
      return at.file(name + ".kubeconfig", kubeconfig);
    }

    /** The bearer token that it takes. */
    public String token() {
      return at.access.token;
    }

    /** The authority of its certificate, in PEM; empty for plain HTTP. */
    public String ca() {
      return at.access.ca;
    }

    /** Makes a world that begins with what this one has now. It goes with this one, if it is not closed earlier. */
    public World fork() {
      if (at.ttl != null) {
        // To be forked is not to be asked, and would not keep it.
        call("GET", "clock", null);
      }
      World fork = at.world(Map.of("from", Map.of("world", name)));
      fork.of = this;
      forks.add(fork);
      return fork;
    }

    /** Puts it back to what it began with. Watches are told 410. */
    public void reset() {
      at.call("POST", "worlds/" + name + "/reset", null);
    }

    /** Puts it back to what another world has. */
    public void resetTo(World other) {
      at.call("POST", "worlds/" + name + "/reset", Map.of("to", Map.of("world", other.name)));
    }

    /** Puts it back to a snapshot. */
    public void resetTo(String snapshot) {
      at.call("POST", "worlds/" + name + "/reset", Map.of("to", Map.of("snapshot", snapshot)));
    }

    /** Takes a snapshot of it and says its name, for {@code resetTo} and for {@code Server.world}. */
    public String snapshot() {
      return taken(Map.of("world", name));
    }

    /** Takes a snapshot of it by this name. */
    public String snapshot(String called) {
      return taken(Map.of("world", name, "name", called));
    }

    private String taken(Map<String, Object> wanted) {
      String taken = (String) object(at.call("POST", "snapshots", wanted)).get("name");
      snapshots.add(taken);
      return taken;
    }

    /**
     * Puts objects in, all of them or none, for the manager coracle-import.
     *
     * @param objects YAML, of any number of documents, or JSON. What is no JSON is read by the program coracle
     * @return how many
     * @throws Failure one of them is refused
     */
    public int apply(String objects) {
      Object read = Json.readOr(objects, null);
      if (!(read instanceof Map<?, ?>) && !(read instanceof List<?>)) {
        return apply("-", objects);
      }
      List<Object> items = new ArrayList<>();
      for (Object found : read instanceof List<?> several ? several : List.of(read)) {
        boolean isList = found instanceof Map<?, ?> list
            && String.valueOf(list.get("kind")).endsWith("List")
            && list.get("items") instanceof List<?>;
        items.addAll(isList ? (List<?>) ((Map<?, ?>) found).get("items") : Collections.singletonList(found));
      }
      return ((Number) object(call("POST", "import", Map.of("items", items))).get("applied")).intValue();
    }

    /** Puts in the objects of a file, or of a folder of files, in YAML or JSON; by the program coracle. */
    public int apply(Path fileOrFolder) {
      return apply(fileOrFolder.toAbsolutePath().toString(), "");
    }

    private int apply(String path, String input) {
      String program;
      try {
        program = find(at.options.program);
      } catch (Failure failure) {
        throw new Failure("YAML and files are read by the program coracle; JSON needs none. " + failure.getMessage());
      }
      ProcessBuilder builder = new ProcessBuilder(
          program, "import", path, "--kubeconfig", at.kubeconfig.toString(), "--world", name, "--output", "json");
      // The command line says all.
      builder.environment().keySet().removeIf(variable -> variable.startsWith("CORACLE_"));
      try {
        Process process = builder.start();
        CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> all(process.getErrorStream()));
        CompletableFuture<String> told = CompletableFuture.supplyAsync(() -> all(process.getInputStream()));
        try (var stream = process.getOutputStream()) {
          stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException leftEarly) {
          // It says why.
        }
        if (process.waitFor() != 0) {
          throw new Failure(said.join().strip());
        }
        return ((Number) object(Json.read(told.join())).get("objects")).intValue();
      } catch (IOException failed) {
        throw new Failure(program + " cannot be started: " + failed.getMessage(), failed);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new Failure("coracle import: interrupted", interrupted);
      }
    }

    /**
     * Has requests go wrong from now on, on a server that was started with --faults.
     *
     * @param rule as JSON: {@code {"match": {"verbs": ["create"]}, "then": {"error": {"code": 409}}}}
     * @return the rule with its name
     */
    public Map<String, Object> fault(String rule) {
      return object(call("POST", "faults", Json.read(rule)));
    }

    /**
     * The last requests that it was asked, the oldest first, and of those the ones with such members: {@code
     * Map.of("verb", "create", "code", 409)}.
     */
    public List<Map<String, Object>> requests(Map<String, ?> query) {
      List<?> items = (List<?>) object(call("GET", "requests", null, query)).get("items");
      return items.stream().map(Coracle::object).toList();
    }

    /**
     * Waits until something is so, for 30 seconds unless the query has another {@code timeout}: {@code Map.of("for",
     * "create", "resource", "configmaps", "namespace", "default", "name", "a")}, or {@code Map.of("requests", 3,
     * "verb", "list")}, or {@code Map.of("quiet", "2s")}.
     *
     * @return what there is
     * @throws Failure with the code 504, and what there is instead, where it is not so in time
     */
    public Map<String, Object> waitFor(Map<String, ?> query) {
      return object(at.call("GET", path("wait", query), null, WAIT));
    }

    /** Asks for what else is below /coracle/v1/ of this world: {@code call("PUT", "clock", Map.of("by", "90m"))}. */
    public Object call(String method, String path, Object body) {
      return call(method, path, body, Map.of());
    }

    /** The same, with a query. */
    public Object call(String method, String path, Object body, Map<String, ?> query) {
      return at.call(method, path(path, query), body, ANSWER);
    }

    private String path(String path, Map<String, ?> query) {
      String words = query.entrySet().stream()
          .map(word -> encoded(word.getKey()) + "=" + encoded(String.valueOf(word.getValue())))
          .collect(Collectors.joining("&"));
      return "/worlds/" + name + "/coracle/v1/" + path + (words.isEmpty() ? "" : "?" + words);
    }

    /** Deletes it and what was made of it. One that is gone already is no error. */
    @Override
    public synchronized void close() {
      if (deleted) {
        return;
      }
      // A test that took too long was interrupted, and its world goes all the same.
      boolean interrupted = Thread.interrupted();
      try {
        forks.forEach(World::close);
        snapshots.forEach(snapshot -> delete("snapshots/" + snapshot));
        delete("worlds/" + name);
        deleted = true;
        at.worlds.remove(this);
        if (of != null) {
          of.forks.remove(this);
        }
        at.remove(name + ".kubeconfig");
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private void delete(String path) {
      try {
        at.call("DELETE", path, null);
      } catch (Failure failure) {
        if (failure.code != 404) {
          throw failure;
        }
      }
    }

    @Override
    public String toString() {
      return "world " + name + " at " + server;
    }
  }

  /** The process of a server. */
  private static final class Child {
    private final Process process;
    private final StringBuilder said = new StringBuilder();
    private final Thread listening;

    /** Its kubeconfig. */
    private final Path ready;

    Child(Options options) {
      // By its id, so that it is missed also where it is killed before the server has begun to look.
      String with = "--exit-with-parent=" + ProcessHandle.current().pid();
      List<String> words = new ArrayList<>(
          List.of(find(options.program), "serve", "--ephemeral", "--listen", "127.0.0.1:0", with));
      words.addAll(options.serve);
      ProcessBuilder builder = new ProcessBuilder(words).redirectInput(new File("/dev/null"));
      // It would contradict --ephemeral; all others are the user's to set, as for any coracle serve.
      builder.environment().remove("CORACLE_DATA");
      try {
        process = builder.start();
      } catch (IOException failed) {
        throw new Failure(words.get(0) + " cannot be started: " + failed.getMessage(), failed);
      }
      listening = inBackground("coracle-errors", this::listen);
      CompletableFuture<String> line = new CompletableFuture<>();
      inBackground("coracle-ready", () -> line.complete(firstLine()));
      String found;
      try {
        found = line.get(options.timeout.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException late) {
        throw failed(words, "is not ready after " + options.timeout.toMillis() + " ms", late);
      } catch (InterruptedException | ExecutionException notWaited) {
        throw failed(words, "was not waited for", notWaited);
      }
      int at = found.indexOf(" kubeconfig=");
      if (!found.startsWith("ready ") || at < 0) {
        throw failed(words, found.isEmpty() ? "is not ready" : found, null);
      }
      ready = Path.of(found.substring(at + " kubeconfig=".length()));
    }

    /** Ends it, if it has not ended yet. What it said is read before: the streams of one that was ended are closed. */
    private Failure failed(List<String> words, String what, Exception cause) {
      boolean isInterrupted = cause instanceof InterruptedException;
      String said = said();
      stop();
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
      String command = String.join(" ", words);
      String became = what + ", and ended with " + process.exitValue();
      return new Failure(command + "\n" + became + "; it said:\n" + said, cause);
    }

    private static Thread inBackground(String name, Runnable what) {
      Thread thread = new Thread(what, name);
      thread.setDaemon(true);
      thread.start();
      return thread;
    }

    private String firstLine() {
      try {
        return Objects.requireNonNullElse(process.inputReader().readLine(), "");
      } catch (IOException ended) {
        return "";
      }
    }

    private void listen() {
      try (BufferedReader reader = process.errorReader()) {
        char[] some = new char[1024];
        for (int count; (count = reader.read(some)) >= 0; ) {
          synchronized (said) {
            said.append(some, 0, count).delete(0, Math.max(0, said.length() - SHOWN));
          }
        }
      } catch (IOException ended) {
        // It is told what came until then.
      }
    }

    private String said() {
      try {
        listening.join(1000);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      synchronized (said) {
        return said.toString().strip();
      }
    }

    String ifEnded() {
      try {
        // One that was killed has closed its connections a moment earlier.
        boolean hasEnded = process.waitFor(1, TimeUnit.SECONDS);
        return hasEnded ? "; the server has ended with " + process.exitValue() + ", and said:\n" + said() : "";
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return "";
      }
    }

    void stop() {
      process.destroy();
      try {
        if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException interrupted) {
        process.destroyForcibly().onExit().join();
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What a kubeconfig says as coracle serve writes it: a value a line. */
  private record Access(String url, String ca, String token) {
    static Access read(Path file) {
      String text;
      try {
        text = Files.readString(file);
      } catch (IOException failed) {
        throw new Failure("the server's kubeconfig cannot be read: " + failed, failed);
      }
      String url = value(file, text, "server");
      String token = value(file, text, "token");
      String ca = value(file, text, "certificate-authority-data");
      if (!url.matches("https?://.*") || token.isEmpty()) {
        throw new Failure(file + ": it has no server or no token; give one that coracle serve has written");
      }
      if (url.contains("/worlds/")) {
        throw new Failure(file + " leads to one world, and worlds are made by the kubeconfig of the server itself");
      }
      return new Access(url, new String(Base64.getDecoder().decode(ca), StandardCharsets.UTF_8), token);
    }

    private static String value(Path file, String text, String key) {
      Matcher found = Pattern.compile("(?m)^[ -]*" + key + ": *(.+?) *$").matcher(text);
      if (!found.find()) {
        return "";
      }
      String value = found.group(1);
      if (found.find()) {
        throw new Failure(file + ": it has several of " + key + "; give one that coracle serve has written");
      }
      return value.startsWith("\"") ? String.valueOf(Json.read(value)) : value;
    }

    /** Trusts that authority alone, and asks no proxy. */
    HttpClient client() {
      HttpClient.Builder builder =
          HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).proxy(HttpClient.Builder.NO_PROXY);
      if (ca.isEmpty()) {
        return builder.build();
      }
      try {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        InputStream pem = new ByteArrayInputStream(ca.getBytes(StandardCharsets.UTF_8));
        trusted.setCertificateEntry("coracle", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return builder.sslContext(tls).build();
      } catch (GeneralSecurityException | IOException failed) {
        throw new Failure("the server's certificate authority cannot be used: " + failed, failed);
      }
    }
  }

  /**
   * The program's path: that which was named, else that of the environment variable CORACLE, else coracle on PATH.
   *
   * @throws Failure there is none
   */
  private static String find(String named) {
    String variable = System.getenv("CORACLE");
    boolean isNamed = named != null && !named.isEmpty();
    if (isNamed || variable != null && !variable.isEmpty()) {
      String program = isNamed ? named : variable;
      String origin = isNamed ? "that was named" : "of the environment variable CORACLE";
      return onPath(program).orElseThrow(
          () -> new Failure("the program " + origin + ", " + program + ", is not there, or may not be run"));
    }
    return onPath("coracle").orElseThrow(() -> new Failure(
        "the program coracle is not on PATH: install it, or name it: CORACLE=/path/to/coracle, or the configuration"
            + " parameter coracle.program of JUnit"));
  }

  private static Optional<String> onPath(String program) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    String[] folders = program.contains("/") ? new String[] {""} : path.split(File.pathSeparator);
    return Arrays.stream(folders)
        .map(folder -> folder.isEmpty() ? Path.of(program) : Path.of(folder, program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .map(file -> file.toAbsolutePath().toString())
        .findFirst();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String all(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      return failed.toString();
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object read) {
    if (read instanceof Map<?, ?>) {
      return (Map<String, Object>) read;
    }
    throw new Failure("the server's answer is not as expected: " + read);
  }

  /** JSON as Java's own values. */
  private static final class Json {
    /** Deeper values are refused: they would need a larger stack. */
    private static final int DEEPEST = 500;

    private final String text;
    private int at;

    private Json(String text) {
      this.text = text;
    }

    static Object read(String text) {
      Json json = new Json(text);
      Object value = json.value(0);
      json.blanks();
      if (json.at < text.length()) {
        throw json.wrong();
      }
      return value;
    }

    /** The value, or another one where the text is no JSON. */
    static Object readOr(String text, Object other) {
      try {
        return read(text);
      } catch (Failure noJson) {
        return other;
      }
    }

    static String write(Object value) {
      StringBuilder out = new StringBuilder();
      write(value, out);
      return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
      if (value instanceof Map<?, ?> members) {
        String before = "{";
        for (Map.Entry<?, ?> member : members.entrySet()) {
          out.append(before);
          quote(member.getKey().toString(), out);
          out.append(':');
          write(member.getValue(), out);
          before = ",";
        }
        out.append(members.isEmpty() ? "{}" : "}");
      } else if (value instanceof Iterable<?> items) {
        String before = "[";
        for (Object item : items) {
          out.append(before);
          write(item, out);
          before = ",";
        }
        out.append(before.equals("[") ? "[]" : "]");
      } else if (value == null || value instanceof Boolean || value instanceof Number) {
        out.append(value);
      } else {
        quote(value.toString(), out);
      }
    }

    private static void quote(String text, StringBuilder out) {
      out.append('"');
      for (char c : text.toCharArray()) {
        if (c == '"' || c == '\\') {
          out.append('\\').append(c);
        } else if (c < ' ') {
          out.append(String.format("\\u%04x", (int) c));
        } else {
          out.append(c);
        }
      }
      out.append('"');
    }

    private Object value(int depth) {
      if (depth > DEEPEST) {
        throw wrong();
      }
      switch (next()) {
        case '{' -> {
          Map<String, Object> members = new LinkedHashMap<>();
          for (boolean more = begins('}'); more; more = goesOn('}')) {
            if (next() != '"') {
              throw wrong();
            }
            String name = string();
            take(':');
            members.put(name, value(depth + 1));
          }
          return members;
        }
        case '[' -> {
          List<Object> items = new ArrayList<>();
          for (boolean more = begins(']'); more; more = goesOn(']')) {
            items.add(value(depth + 1));
          }
          return items;
        }
        case '"' -> {
          return string();
        }
        default -> {
          return word();
        }
      }
    }

    private void blanks() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    /** The character that comes next, behind blanks; it is not taken. */
    private char next() {
      blanks();
      if (at == text.length()) {
        throw wrong();
      }
      return text.charAt(at);
    }

    private void take(char expected) {
      if (next() != expected) {
        throw wrong();
      }
      at++;
    }

    /** Takes what opens; is there something in it? */
    private boolean begins(char end) {
      at++;
      if (next() != end) {
        return true;
      }
      at++;
      return false;
    }

    /** Is there more, behind a comma? */
    private boolean goesOn(char end) {
      if (next() == end) {
        at++;
        return false;
      }
      take(',');
      return true;
    }

    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private String string() {
      StringBuilder out = new StringBuilder();
      at++;
      for (char c; (c = character()) != '"'; ) {
        if (c < ' ') {
          throw wrong();
        }
        out.append(c == '\\' ? escaped() : c);
      }
      return out.toString();
    }

    private char escaped() {
      char c = character();
      int known = "\"\\/bfnrt".indexOf(c);
      if (known >= 0) {
        return "\"\\/\b\f\n\r\t".charAt(known);
      }
      int code = 0;
      for (int i = 0; i < 4; i++) {
        int digit = c == 'u' ? Character.digit(character(), 16) : -1;
        if (digit < 0) {
          throw wrong();
        }
        code = code * 16 + digit;
      }
      return (char) code;
    }

    private char character() {
      if (at == text.length()) {
        throw wrong();
      }
      return text.charAt(at++);
    }

    private Object word() {
      for (Object word : new Object[] {true, false}) {
        if (text.startsWith(word.toString(), at)) {
          at += word.toString().length();
          return word;
        }
      }
      if (text.startsWith("null", at)) {
        at += 4;
        return null;
      }
      Matcher found = NUMBER.matcher(text).region(at, text.length());
      if (!found.lookingAt()) {
        throw wrong();
      }
      at = found.end();
      boolean isWhole = found.group(1) == null && found.group(2) == null && found.group().length() < 19;
      return isWhole ? (Object) Long.valueOf(found.group()) : Double.valueOf(found.group());
    }

    private Failure wrong() {
      return new Failure("this is no JSON, or nests deeper than " + DEEPEST + ", at character " + at);
    }
  }
}
