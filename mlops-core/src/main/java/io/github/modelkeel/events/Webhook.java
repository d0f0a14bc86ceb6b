package io.github.modelkeel.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.internal.json.JsonDocuments;
import io.github.modelkeel.spi.StoreEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Posts events as JSON to an address. Any answer but 2xx is a failure, so the event comes again; the receiver tells repeated
 * ones by {@code X-Modelkeel-Sequence}. With a secret, {@code X-Modelkeel-Signature} is {@code sha256=} and the HMAC-SHA256 of
 * the body in lower-case hexadecimal digits (RFC 2104), as GitHub signs its webhooks. Redirects are not followed. Thread-safe.
 */
public final class Webhook implements EventHandler {
    private static final JsonDocuments JSON = new JsonDocuments();

    private final HttpClient client;
    private final URI address;
    private final Duration timeout;
    private final byte @Nullable [] secret;
    private final Predicate<StoreEvent> wanted;

    private Webhook(
            HttpClient client, URI address, Duration timeout, byte @Nullable [] secret, Predicate<StoreEvent> wanted) {
        this.client = client;
        this.address = address;
        this.timeout = timeout;
        this.secret = secret;
        this.wanted = wanted;
    }

    /**
     * Returns a webhook that posts every event, unsigned, and waits ten seconds for an answer.
     *
     * @param client the host's client; its executor and its proxy are used
     * @param address an absolute http or https URI
     * @throws InvalidInputException if the address is another
     */
    public static Webhook to(HttpClient client, URI address) {
        requireNonNull(client, "client");
        String scheme = address.getScheme();
        if (scheme == null || !Set.of("http", "https").contains(scheme) || address.getHost() == null) {
            throw new InvalidInputException("a webhook needs an absolute http or https address, was given '" + scheme
                    + "://" + address.getHost() + "'");
        }
        return new Webhook(client, address, Duration.ofSeconds(10), null, event -> true);
    }

    /**
     * Returns this webhook with signed bodies.
     *
     * @param newSecret shared with the receiver; not empty
     */
    public Webhook signed(String newSecret) {
        if (newSecret.isEmpty()) {
            throw new InvalidInputException("the secret of a webhook must not be empty");
        }
        return new Webhook(client, address, timeout, newSecret.getBytes(UTF_8), wanted);
    }

    /** Returns this webhook with another time to wait for an answer. */
    public Webhook timeout(Duration longest) {
        return new Webhook(client, address, longest, secret, wanted);
    }

    /** Returns this webhook for the events that a condition holds for; the others are done with at once. */
    public Webhook only(Predicate<StoreEvent> condition) {
        return new Webhook(client, address, timeout, secret, requireNonNull(condition, "condition"));
    }

    @Override
    public void handle(StoreEvent event) throws InterruptedException {
        if (!wanted.test(event)) {
            return;
        }
        byte[] body = JSON.write(document(event));
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("X-Modelkeel-Event", event.kind())
                .header("X-Modelkeel-Sequence", Long.toString(event.sequence()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (secret != null) {
            request.header("X-Modelkeel-Signature", "sha256=" + hmac(secret, body));
        }
        int status;
        try {
            status = client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UnavailableException("host '" + address.getHost() + "' did not answer: " + e.getMessage(), e);
        }
        if (status / 100 != 2) {
            throw new UnavailableException("host '" + address.getHost() + "' answered " + status + ", expected 2xx");
        }
    }

    private static Map<String, Object> document(StoreEvent event) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("sequence", event.sequence());
        document.put("at", event.at().toString());
        document.put("kind", event.kind());
        document.put("subject", event.subject());
        document.put("actor", event.actor());
        document.put("detail", event.detail());
        return document;
    }

    private static String hmac(byte[] key, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
