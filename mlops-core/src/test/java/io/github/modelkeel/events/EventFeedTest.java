package io.github.modelkeel.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.github.modelkeel.Mlops;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.StoreEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventFeedTest {
    private final Mlops mlops = Mlops.inMemory();

    @AfterEach
    void close() {
        mlops.close();
    }

    private void work() {
        mlops.tracker().experiment("e").run("r", run -> run.param("depth", 6).metric("f1", 0.8));
    }

    @Test
    void everyChangeIsDeliveredOnceInOrderToEachConsumer() {
        work();
        List<String> kinds = new ArrayList<>();
        int delivered = mlops.events().deliver("a", event -> kinds.add(event.kind()));
        assertThat(kinds)
                .containsExactly("EXPERIMENT_CREATED", "RUN_CREATED", "RUN_PARAMS", "RUN_METRICS", "RUN_ENDED");
        assertThat(delivered).isEqualTo(5);
        assertThat(mlops.events().deliver("a", event -> kinds.add("again"))).isZero();
        assertThat(mlops.events().deliver("b", event -> {})).isEqualTo(5);
        work();
        assertThat(mlops.events().deliver("a", event -> {})).isEqualTo(4);
    }

    @Test
    void anEventThatWasNotTakenComesAgainAndNothingIsSkipped() {
        work();
        List<Long> seen = new ArrayList<>();
        assertThatThrownBy(() -> mlops.events().deliver("a", event -> {
                    seen.add(event.sequence());
                    if (seen.size() == 3) {
                        throw new IOException("receiver away");
                    }
                }))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("consumer 'a'")
                .hasMessageContaining("RUN_PARAMS")
                .hasMessageContaining("receiver away");
        List<Long> rest = new ArrayList<>();
        mlops.events().deliver("a", event -> rest.add(event.sequence()));
        assertThat(rest.get(0)).isEqualTo(seen.get(2));
        List<Long> all = new ArrayList<>(seen.subList(0, 2));
        all.addAll(rest);
        assertThat(all)
                .isEqualTo(mlops.events().after(0, 100).stream()
                        .map(StoreEvent::sequence)
                        .toList());
    }

    @Test
    @SuppressWarnings("try") // closing it is what it is for
    void aSubscriptionGoesOnAfterFailures() throws Exception {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        BlockingQueue<String> kinds = new LinkedBlockingQueue<>();
        BlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();
        AtomicInteger calls = new AtomicInteger();
        EventHandler second = event -> {
            if (calls.getAndIncrement() == 0) {
                throw new IOException("first one fails");
            }
            kinds.add(event.kind());
        };
        try (EventFeed.Subscription subscription =
                mlops.events().subscribe("a", second, executor, Duration.ofMillis(1), failures::add)) {
            work();
            for (int i = 0; i < 5; i++) {
                assertThat(kinds.poll(30, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(failures).hasSize(1);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aWebhookPostsSignedJsonUntilItIsAnswered() throws Exception {
        List<JsonNode> bodies = Collections.synchronizedList(new ArrayList<>());
        List<Boolean> genuine = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger calls = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            genuine.add(exchange.getRequestHeaders()
                    .getFirst("X-Modelkeel-Signature")
                    .equals("sha256=" + hmac("s3cret", body)));
            bodies.add(new ObjectMapper().readTree(body));
            exchange.sendResponseHeaders(calls.getAndIncrement() == 1 ? 503 : 204, -1);
            exchange.close();
        });
        server.start();
        try {
            URI address = URI.create("http://localhost:" + server.getAddress().getPort() + "/hook");
            Webhook hook = Webhook.to(HttpClient.newHttpClient(), address)
                    .signed("s3cret")
                    .only(event -> event.kind().startsWith("RUN_"));
            work();
            assertThatThrownBy(() -> mlops.events().deliver("hook", hook))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("answered 503");
            mlops.events().deliver("hook", hook);
        } finally {
            server.stop(0);
        }
        assertThat(bodies)
                .extracting(body -> body.get("kind").textValue())
                .containsExactly("RUN_CREATED", "RUN_PARAMS", "RUN_PARAMS", "RUN_METRICS", "RUN_ENDED");
        assertThat(bodies.get(1)).isEqualTo(bodies.get(2));
        assertThat(genuine).doesNotContain(false);
        assertThat(bodies.get(4).get("detail").get("status").textValue()).isEqualTo("FINISHED");
    }

    private static String hmac(String key, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aWebhookNeedsAnAddressOfTheWeb() {
        for (String address : List.of("file:///etc/passwd", "/hook", "ftp://host/x", "mailto:a@b")) {
            assertThatThrownBy(() -> Webhook.to(HttpClient.newHttpClient(), URI.create(address)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("http");
        }
    }
}
