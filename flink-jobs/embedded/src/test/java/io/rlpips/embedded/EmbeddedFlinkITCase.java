package io.rlpips.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class EmbeddedFlinkITCase {
    @Test
    void pagesOfOtherOriginsCannotReadWhatItsInterfaceAnswers() throws Exception {
        try (EmbeddedFlink flink = EmbeddedFlink.start(1, 1, new Configuration())) {
            assertThat(flink.restAddress().getHost()).isEqualTo("127.0.0.1");
            HttpRequest asked = HttpRequest.newBuilder(flink.restAddress().resolve("/jobs"))
                    .header("Origin", "https://example.com")
                    .build();

            HttpResponse<String> answer = HttpClient.newHttpClient().send(asked, HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().allValues("Access-Control-Allow-Origin"))
                    .as("who may read it")
                    .containsExactly("http://127.0.0.1");
        }
    }
}
