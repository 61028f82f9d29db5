import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.EndpointsList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What a program does with fabric8's client, and what it must see. Ends with 0 if it saw that.
 *
 * <p>java -cp JARS Story.java KUBECONFIG NAMESPACE
 *
 * <p>The client opens every watch as a WebSocket; without one, an informer hears of nothing for a minute.
 */
public final class Story {
  /** Long for any machine, and less than the client takes to give up on a WebSocket, in seconds. */
  private static final int PATIENCE = 50;

  private final KubernetesClient client;
  private final String namespace;
  private final MixedOperation<Endpoints, EndpointsList, Resource<Endpoints>> all;

  private Story(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
    this.all = client.endpoints();
  }

  public static void main(String[] arguments) throws Exception {
    Config config = Config.fromKubeconfig(new File(arguments[0]));
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      Story story = new Story(client, arguments[1]);
      client.namespaces().resource(named(arguments[1])).create();
      try {
        story.createAndList();
        story.patch();
        story.apply();
        story.follow();
        story.inform();
        story.delete();
        story.watchesWereWebSockets();
      } finally {
        client.namespaces().withName(arguments[1]).delete();
      }
    }
    // The client's threads would live on for a while.
    System.exit(0);
  }

  private static io.fabric8.kubernetes.api.model.Namespace named(String name) {
    return new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  private Endpoints endpoints(String name, Map<String, String> labels, String ip) {
    return new EndpointsBuilder()
        .withNewMetadata().withName(name).withNamespace(namespace).withLabels(labels).endMetadata()
        .addNewSubset().addNewAddress().withIp(ip).endAddress().addNewPort().withName("http").withPort(80).endPort().endSubset()
        .build();
  }

  private Endpoints create(String name, Map<String, String> labels) {
    return all.inNamespace(namespace).resource(endpoints(name, labels, "10.1.2.3")).create();
  }

  private Resource<Endpoints> one(String name) {
    return all.inNamespace(namespace).withName(name);
  }

  private void createAndList() {
    Endpoints made = create("web", Map.of("app", "web"));
    expect(made.getMetadata().getUid() != null, made);
    refused(409, "AlreadyExists", () -> create("web", Map.of()));
    refused(422, "Invalid", () -> all.inNamespace(namespace).resource(endpoints("bad", Map.of(), "127.0.0.1")).create());
    create("db", Map.of("app", "db"));
    same(List.of("db", "web"), names(all.inNamespace(namespace).list()));
    same(List.of("web"), names(all.inNamespace(namespace).withLabel("app", "web").list()));
    EndpointsList page = all.inNamespace(namespace).list(new ListOptionsBuilder().withLimit(1L).build());
    same(List.of("db"), names(page));
    String token = page.getMetadata().getContinue();
    same(List.of("web"), names(all.inNamespace(namespace).list(new ListOptionsBuilder().withLimit(1L).withContinue(token).build())));
    same(made, one("web").get());
    same("TCP", made.getSubsets().get(0).getPorts().get(0).getProtocol());
    same(null, one("none").get());
  }

  private void patch() {
    same(Map.of("app", "web", "tier", "front"),
        patched(PatchType.JSON, "[{\"op\":\"add\",\"path\":\"/metadata/labels/tier\",\"value\":\"front\"}]"));
    same(Map.of("app", "web"), patched(PatchType.JSON_MERGE, "{\"metadata\":{\"labels\":{\"tier\":null}}}"));
    same(Map.of("app", "web", "s", "1"), patched(PatchType.STRATEGIC_MERGE, "{\"metadata\":{\"labels\":{\"s\":\"1\"}}}"));
    refused(422, "Invalid", () -> patched(PatchType.JSON, "[{\"op\":\"test\",\"path\":\"/metadata/name\",\"value\":\"other\"}]"));
    Endpoints stale = one("web").get();
    patched(PatchType.STRATEGIC_MERGE, "{\"metadata\":{\"labels\":{\"s\":\"2\"}}}");
    refused(409, "Conflict", () -> all.inNamespace(namespace).resource(stale).lockResourceVersion().update());
  }

  private Map<String, String> patched(PatchType type, String body) {
    return one("web").patch(PatchContext.of(type), body).getMetadata().getLabels();
  }

  private void apply() {
    same(Map.of("color", "red"), applied("first", "red", false).getMetadata().getLabels());
    String said = refused(409, "Conflict", () -> applied("second", "blue", false));
    expect(said.contains("conflict with \"first\": .metadata.labels.color"), said);
    Endpoints forced = applied("second", "blue", true);
    same(Map.of("color", "blue"), forced.getMetadata().getLabels());
    List<String> owners = forced.getMetadata().getManagedFields().stream()
        .filter(entry -> entry.toString().contains("f:color")).map(entry -> entry.getManager()).toList();
    same(List.of("second"), owners);
  }

  private Endpoints applied(String manager, String color, boolean force) {
    Endpoints wanted = new EndpointsBuilder()
        .withNewMetadata().withName("applied").withNamespace(namespace).addToLabels("color", color).endMetadata().build();
    var resource = all.inNamespace(namespace).resource(wanted).fieldManager(manager);
    return force ? resource.forceConflicts().serverSideApply() : resource.serverSideApply();
  }

  private void follow() throws Exception {
    String before = all.inNamespace(namespace).list().getMetadata().getResourceVersion();
    create("seen", Map.of("n", "1"));
    for (String n : List.of("2", "3")) {
      one("seen").patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"n\":\"" + n + "\"}}}");
    }
    one("seen").delete();
    List<String> events = watched(before, 4);
    same(List.of("ADDED 1", "MODIFIED 2", "MODIFIED 3", "DELETED 3"), events.stream().map(e -> e.substring(0, e.lastIndexOf(' '))).toList());
    List<Long> versions = events.stream().map(e -> Long.parseLong(e.substring(e.lastIndexOf(' ') + 1))).toList();
    same(versions.stream().sorted().distinct().toList(), versions);
    // Who was away goes on where it was.
    same(events.subList(2, 4), watched(versions.get(1).toString(), 2));
  }

  /** So many events behind a resourceVersion: type, label n, resourceVersion. */
  private List<String> watched(String version, int count) throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Watcher<Endpoints> watcher = new Watcher<>() {
      @Override
      public void eventReceived(Action action, Endpoints seen) {
        heard.add(action + " " + seen.getMetadata().getLabels().get("n") + " " + seen.getMetadata().getResourceVersion());
      }

      @Override
      public void onClose(WatcherException why) {
        heard.add("closed: " + why);
      }
    };
    List<String> events = new ArrayList<>();
    try (Watch watch = all.inNamespace(namespace).watch(new ListOptionsBuilder().withResourceVersion(version).build(), watcher)) {
      while (events.size() < count) {
        events.add(next(heard));
      }
    }
    return events;
  }

  /** An informer holds what there is, and hears of what comes and goes. */
  private void inform() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    long began = System.nanoTime();
    ResourceEventHandler<Endpoints> handler = new ResourceEventHandler<>() {
      @Override
      public void onAdd(Endpoints seen) {
        heard.add("add " + seen.getMetadata().getName());
      }

      @Override
      public void onUpdate(Endpoints before, Endpoints seen) {
        heard.add("update " + seen.getMetadata().getName());
      }

      @Override
      public void onDelete(Endpoints seen, boolean unknown) {
        heard.add("delete " + seen.getMetadata().getName());
      }
    };
    try (SharedIndexInformer<Endpoints> informer = all.inNamespace(namespace).inform(handler)) {
      same(List.of("add applied", "add db", "add web"), List.of(next(heard), next(heard), next(heard)).stream().sorted().toList());
      create("late", Map.of());
      same("add late", next(heard));
      System.out.printf("inform() heard of a new object %d ms after it was begun%n", (System.nanoTime() - began) / 1_000_000);
      one("late").patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"n\":\"1\"}}}");
      same("update late", next(heard));
      one("late").delete();
      same("delete late", next(heard));
      same(List.of("applied", "db", "web"), informer.getStore().list().stream().map(e -> e.getMetadata().getName()).sorted().toList());
    }
  }

  private static String next(BlockingQueue<String> heard) throws InterruptedException {
    String next = heard.poll(PATIENCE, TimeUnit.SECONDS);
    expect(next != null, "nothing was heard of for " + PATIENCE + " s");
    return next;
  }

  private void delete() {
    one("web").delete();
    same(null, one("web").get());
    all.inNamespace(namespace).withLabel("app", "db").delete();
    same(List.of("applied"), names(all.inNamespace(namespace).list()));
  }

  /** Those that were closed are counted under 101, or under 0 by kube-apiserver. */
  private void watchesWereWebSockets() {
    String metrics = client.raw("/metrics");
    expect(metrics.lines().anyMatch(line -> line.startsWith("apiserver_request_total{code=\"101\"") || line.startsWith("apiserver_request_total{code=\"0\"")),
        "no watch was a WebSocket");
  }

  private static List<String> names(EndpointsList list) {
    return list.getItems().stream().map(item -> item.getMetadata().getName()).toList();
  }

  /** The message of the failure that an action must end in. */
  private static String refused(int code, String reason, Runnable action) {
    try {
      action.run();
    } catch (KubernetesClientException error) {
      same(code + " " + reason, error.getCode() + " " + error.getStatus().getReason());
      return error.getStatus().getMessage();
    }
    throw new AssertionError("not refused with " + code + " " + reason);
  }

  private static void same(Object expected, Object got) {
    expect(expected == null ? got == null : expected.equals(got), "expected " + expected + ", got " + got);
  }

  private static void expect(boolean holds, Object what) {
    if (!holds) {
      throw new AssertionError(String.valueOf(what));
    }
  }
}
