// SPDX-License-Identifier: Apache-2.0
package coracle;

import static coracle.Asking.configMap;
import static coracle.Asking.configMaps;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Coracle.java promises, with a server of its own and with one that runs already; and what is left of tests that
 * fail or are killed. Those are of {@link Inner}, in processes of their own, as a user's are.
 */
@ExtendWith(Coracle.class)
class CoracleTest {
  /** In seconds; long for any machine. */
  private static final int PATIENCE = 120;

  @TempDir Path folder;

  static List<String> worlds(Coracle.Server server) {
    return items(server.call("GET", "worlds", null)).stream().map(world -> (String) world.get("name")).toList();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> items(Object answer) {
    return (List<Map<String, Object>>) ((Map<String, Object>) answer).get("items");
  }

  /** A server that runs already, for others. */
  private static Coracle.Server running() {
    return new Coracle.Server(Coracle.Options.DEFAULT);
  }

  // A world a test

  @Test
  void worldsAreApart(Coracle.Server server) throws Exception {
    CyclicBarrier together = new CyclicBarrier(20);
    ExecutorService pool = Executors.newFixedThreadPool(20);
    List<Future<String>> names = new ArrayList<>();
    for (int n = 0; n < 20; n++) {
      String value = String.valueOf(n);
      names.add(pool.submit(() -> {
        try (Coracle.World world = server.world()) {
          world.apply(configMap("same", value));
          together.await(PATIENCE, TimeUnit.SECONDS);
          assertEquals(List.of(value), configMaps(world));
          return world.name();
        }
      }));
    }
    for (Future<String> name : names) {
      String gone = name.get();
      assertFalse(worlds(server).contains(gone));
    }
    pool.shutdown();
  }

  @Test
  void aRunningServerKeepsNothing() throws Exception {
    try (Coracle.Server running = running()) {
      Map<String, String> environment = Map.of("CORACLE_KUBECONFIG", running.kubeconfigFile().toString());
      String said = finished(1, start(environment, "coracle.Inner$Alone", "coracle.Inner$Prepared"));
      assertTrue(said.contains(" 24 tests successful ") && said.contains(" 1 tests failed "), said);
      assertTrue(said.contains("as a test may"), said);
      assertEquals(List.of("main"), worlds(running));
      assertEquals(List.of(), items(running.call("GET", "snapshots", null)));
    }
    assertEquals(List.of(), temporary());
  }

  @Test
  void aConstructorGetsNoWorld() throws Exception {
    String said = finished(1, start(Map.of(), "coracle.Inner$Constructed"));
    assertTrue(said.contains("a world is of a method (a test, @BeforeEach, @BeforeAll)"), said);
    assertEquals(List.of(), temporary());
  }

  // The end of a runner

  @Test
  void aKilledRunnerLeavesNothing() throws Exception {
    Path began = folder.resolve("began");
    Process runner = start(Map.of("BEGAN", began.toString()), "coracle.Inner$Long");
    poll(() -> Files.exists(began), "it does not begin");
    String pid = Files.readString(began);
    assertTrue(isThere(pid) && !temporary().isEmpty());
    runner.destroyForcibly().waitFor();
    poll(() -> !isThere(pid), "the server is left");
    assertEquals(List.of(), temporary());
  }

  @Test
  void worldsOfAKilledRunnerGoInTime() throws Exception {
    Path began = folder.resolve("began");
    try (Coracle.Server running = running()) {
      Map<String, String> environment =
          Map.of("BEGAN", began.toString(), "CORACLE_KUBECONFIG", running.kubeconfigFile().toString());
      Process runner = start(environment, "coracle.Inner$Long", "--config", "coracle.ttl=1s");
      poll(() -> Files.exists(began), "it does not begin");
      runner.destroyForcibly().waitFor();
      poll(() -> worlds(running).equals(List.of("main")), "a world is left");
    }
  }

  @Test
  void aPreparedWorldOutlivesItsTimeAsLongAsItIsForked() throws Exception {
    try (Coracle.Server running = running()) {
      var options = Coracle.Options.DEFAULT.withKubeconfig(running.kubeconfigFile()).withTtl("6s");
      try (Coracle.Server server = new Coracle.Server(options)) {
        Coracle.World prepared = server.world();
        for (int i = 0; i < 10; i++) {
          Thread.sleep(750);
          prepared.fork().close();
        }
        assertEquals(List.of("main", prepared.name()), worlds(running));
      }
      assertEquals(List.of("main"), worlds(running));
    }
  }

  // What does not start

  @Test
  void noProgram() throws Exception {
    String said = finished(1, start(Map.of("PATH", "", "CORACLE", ""), "coracle.Inner$Alone"));
    assertTrue(said.contains("is not on PATH: install it, or name it: CORACLE=/path/to/coracle"), said);
    var named = Coracle.Options.DEFAULT.withProgram("/no/such/coracle");
    var failure = assertThrows(Coracle.Failure.class, () -> new Coracle.Server(named));
    assertEquals("the program that was named, /no/such/coracle, is not there, or may not be run", failure.getMessage());
  }

  @Test
  void aBadOptionIsToldInTheServersWords() {
    var options = Coracle.Options.DEFAULT.withServe("--no-such-option");
    String said = assertThrows(Coracle.Failure.class, () -> new Coracle.Server(options)).getMessage();
    String words = "is not ready, and ended with 2; it said:\nerror: unexpected argument '--no-such-option' found";
    assertTrue(said.contains(words), said);
  }

  @Test
  void aServerThatIsNeverReadyIsEnded() throws Exception {
    Path program = folder.resolve("slow");
    Files.writeString(program, "#!/bin/sh\necho $$ > %s/pid\necho of its own >&2\nexec sleep 600\n".formatted(folder));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    var options = Coracle.Options.DEFAULT.withProgram(program.toString()).withTimeout(Duration.ofSeconds(1));
    String said = assertThrows(Coracle.Failure.class, () -> new Coracle.Server(options)).getMessage();
    assertTrue(said.contains("is not ready after 1000 ms, and ended with 143; it said:\nof its own"), said);
    assertFalse(isThere(Files.readString(folder.resolve("pid")).strip()));
  }

  @Test
  void aKubeconfigThatIsOfNoServer(Coracle.World world) throws Exception {
    assertTrue(refusal(folder.resolve("no-such")).startsWith("the server's kubeconfig cannot be read: "));
    Path other = Files.writeString(folder.resolve("other"), "kind: Config\nclusters: []\n");
    assertTrue(refusal(other).contains("it has no server or no token"));
    assertTrue(refusal(world.kubeconfigFile()).contains("leads to one world"));
  }

  private static String refusal(Path kubeconfig) {
    var options = Coracle.Options.DEFAULT.withKubeconfig(kubeconfig);
    return assertThrows(Coracle.Failure.class, () -> new Coracle.Server(options)).getMessage();
  }

  @Test
  void aServerThatEndedSaysSo() {
    Path files;
    try (Coracle.Server server = running()) {
      files = server.kubeconfigFile().getParent();
      Coracle.World world = server.world();
      ProcessHandle.of(server.pid().orElseThrow()).orElseThrow().destroyForcibly();
      String said = assertThrows(Coracle.Failure.class, () -> {
        while (true) {
          world.requests(Map.of());
        }
      }).getMessage();
      assertTrue(said.contains("the server has ended with 137") && said.contains("accepting requests"), said);
    }
    assertFalse(Files.exists(files));
  }

  @Test
  void aSeedAndPlainHttp() throws Exception {
    Path seed = folder.resolve("seed.yaml");
    Files.writeString(seed, "{apiVersion: v1, kind: ConfigMap, metadata: {name: s}, data: {value: sown}}");
    var options = Coracle.Options.DEFAULT.withServe("--http", "--seed", seed.toString());
    try (Coracle.Server server = new Coracle.Server(options)) {
      Coracle.World seeded = server.world(Map.of("from", Map.of("world", "main"), "name", "by-name", "ttl", "1m"));
      assertEquals("by-name", seeded.name());
      assertTrue(seeded.server().startsWith("http://") && seeded.ca().isEmpty());
      assertEquals(List.of("sown"), configMaps(seeded));
      assertEquals(List.of(), configMaps(server.world()));
    }
  }

  // What a world can do

  @Test
  void apply(Coracle.World world) throws Exception {
    assertEquals(1, world.apply(configMap("a", 1)));
    String list = "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [" + configMap("b", 2) + "]}";
    assertEquals(2, world.apply("[" + list + "," + configMap("c", "3\\u00e4\\\\\\n") + "]"));
    String two = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: d}
        data: {value: '4'}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: e}
        data: {value: '5'}
        """;
    assertEquals(2, world.apply(two));
    assertEquals(2, world.apply(Files.writeString(folder.resolve("two.yaml"), two)));
    assertEquals(List.of("1", "2", "3\u00e4\\\\\\n", "4", "5"), configMaps(world));
    String pod = "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"p\"}}";
    for (String bad : List.of(pod, "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n")) {
      String said = assertThrows(Coracle.Failure.class, () -> world.apply(bad)).getMessage();
      assertTrue(said.contains("there is no kind Pod in version v1"), said);
    }
  }

  @Test
  void largeAndStrangeTexts(Coracle.World world) {
    String value = "\"\\\u0001\u00e4\ud83d\ude00" + "x".repeat(500_000);
    Map<String, Object> object =
        Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", Map.of("name", "a"), "data", Map.of("v", value));
    world.call("POST", "import", Map.of("items", List.of(object)));
    Map<String, Object> known = world.waitFor(
        Map.of("for", "create", "resource", "configmaps", "namespace", "default", "name", "a"));
    Map<String, ?> query =
        Map.of("resource", "configmaps", "namespace", "default", "name", "a", "revision", known.get("revision"));
    assertTrue(world.call("GET", "at", null, query).toString().contains("v=" + value));
  }

  @Test
  void forksResetsAndSnapshots(Coracle.World world, Coracle.Server server) throws Exception {
    world.apply(configMap("a", 1));
    Coracle.World fork = world.fork();
    fork.apply(configMap("b", 2));
    String taken = fork.snapshot();
    fork.reset();
    assertEquals(List.of("1"), configMaps(fork));
    fork.resetTo(taken);
    assertEquals(List.of("1", "2"), configMaps(fork));
    fork.resetTo(world);
    assertEquals(List.of("1"), configMaps(fork));
    try (Coracle.World again = server.world(Map.of("from", Map.of("snapshot", taken)))) {
      assertEquals(List.of("1", "2"), configMaps(again));
    }
    Coracle.Failure failure = assertThrows(Coracle.Failure.class, () -> fork.resetTo("none"));
    assertTrue(failure.getMessage().startsWith("snapshots \"none\" not found (404, "), failure.getMessage());
    assertEquals("404 NotFound", failure.code() + " " + failure.reason());
    world.close();
    world.close();
    assertFalse(worlds(server).contains(world.name()) || worlds(server).contains(fork.name()));
    assertFalse(items(server.call("GET", "snapshots", null)).toString().contains(taken));
  }

  @Test
  void faultsRequestsAndWaits() throws Exception {
    Coracle.Options options = Coracle.Options.DEFAULT.withServe("--faults");
    try (Coracle.Server server = new Coracle.Server(options); Coracle.World world = server.world()) {
      Map<String, Object> added = world.fault("""
          {"match": {"verbs": ["create"]}, "when": {"nth": 1}, "then": {"error": {"code": 503, "message": "busy"}}}""");
      assertEquals(503, Asking.create(world, "a", 1).statusCode());
      assertEquals(201, Asking.create(world, "a", 1).statusCode());
      var asked = world.requests(Map.of("verb", "create", "resource", "configmaps"));
      assertEquals(List.of(503L, 201L), asked.stream().map(request -> request.get("code")).toList());
      assertEquals(List.of(), world.requests(Map.of("verb", "create", "code", 409)));
      assertEquals(1L, ((Map<?, ?>) world.call("GET", "faults/" + added.get("name"), null)).get("fired"));
      world.waitFor(
          Map.of("for", "jsonpath={.data.value}=1", "resource", "configmaps", "namespace", "default", "name", "a"));
      world.waitFor(Map.of("requests", 2, "verb", "create", "dryRun", false));
      world.waitFor(Map.of("quiet", "10ms", "timeout", "5s"));
      Map<String, String> never =
          Map.of("for", "create", "resource", "configmaps", "namespace", "default", "name", "none", "timeout", "100ms");
      Coracle.Failure failure = assertThrows(Coracle.Failure.class, () -> world.waitFor(never));
      assertTrue(failure.code() == 504 && failure.getMessage().contains("\"none\" is not there"), failure.getMessage());
    }
  }

  @Test
  void anInterruptedTestHasItsWorldDeleted(Coracle.Server server) {
    Coracle.World world = server.world();
    Thread.currentThread().interrupt();
    world.close();
    assertTrue(Thread.interrupted());
    assertFalse(worlds(server).contains(world.name()));
  }

  @Test
  void aWorldsFileIsForItsOwner(Coracle.World world) throws Exception {
    Path file = world.kubeconfigFile();
    assertEquals(world.kubeconfig(), Files.readString(file));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    world.close();
    assertFalse(Files.exists(file));
  }

  @Test
  void fabric8(Coracle.World world) throws Exception {
    Config config = Config.fromKubeconfig(world.kubeconfig());
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
        SharedIndexInformer<ConfigMap> informer =
            client.configMaps().inNamespace("default").inform(new ResourceEventHandler<>() {
              @Override
              public void onAdd(ConfigMap added) {
                events.add("added " + added.getData());
              }

              @Override
              public void onUpdate(ConfigMap before, ConfigMap after) {
                events.add("updated " + after.getData());
              }

              @Override
              public void onDelete(ConfigMap deleted, boolean unknown) {
                events.add("deleted " + deleted.getData());
              }
            })) {
      ConfigMap made = new ConfigMapBuilder().withNewMetadata().withName("a").withNamespace("default").endMetadata()
          .addToData("value", "1").build();
      client.resource(made).create();
      assertEquals("added {value=1}", events.poll(PATIENCE, TimeUnit.SECONDS));
      client.configMaps().inNamespace("default").withName("a")
          .edit(found -> new ConfigMapBuilder(found).addToData("value", "2").build());
      assertEquals("updated {value=2}", events.poll(PATIENCE, TimeUnit.SECONDS));
      client.configMaps().inNamespace("default").withName("a").delete();
      assertEquals("deleted {value=2}", events.poll(PATIENCE, TimeUnit.SECONDS));
    }
  }

  // Processes

  /** Starts such tests with JUnit's console, in a process that has a temporary folder of its own. */
  private Process start(Map<String, String> environment, String... classesAndOptions) throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    String path = System.getProperty("java.class.path");
    List<String> words = new ArrayList<>(List.of(
        ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
        "-Djava.io.tmpdir=" + temporary, "-cp", path, "org.junit.platform.console.ConsoleLauncher", "execute",
        "--disable-banner", "--details=tree", "--disable-ansi-colors",
        "--config", "junit.jupiter.execution.parallel.enabled=true",
        "--config", "junit.jupiter.execution.parallel.mode.default=concurrent",
        "--config", "junit.jupiter.execution.parallel.config.strategy=fixed",
        "--config", "junit.jupiter.execution.parallel.config.fixed.parallelism=20"));
    for (String word : classesAndOptions) {
      words.addAll(word.contains("$") ? List.of("--select-class", word) : List.of(word));
    }
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("said").toFile());
    builder.environment().putAll(environment);
    builder.environment().put("TMPDIR", temporary.toString());
    return builder.start();
  }

  /** What it said, once it has ended with this code. */
  private String finished(int code, Process process) throws Exception {
    assertTrue(process.waitFor(PATIENCE, TimeUnit.SECONDS));
    String said = Files.readString(folder.resolve("said"), StandardCharsets.UTF_8);
    assertEquals(code, process.exitValue(), said);
    return said;
  }

  /** What is in the temporary folder of such a process. */
  private List<Path> temporary() throws IOException {
    try (var found = Files.list(folder.resolve("tmp"))) {
      return found.toList();
    }
  }

  private static void poll(Callable<Boolean> until, String what) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
    while (!until.call()) {
      assertTrue(System.nanoTime() < end, what);
      Thread.sleep(50);
    }
  }

  /** Not so is one that has ended and that nobody has asked how. */
  private static boolean isThere(String pid) {
    try {
      String line = Files.readString(Path.of("/proc", pid, "stat"));
      return line.charAt(line.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException gone) {
      return false;
    }
  }
}
