package io.rlpips.local.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SameOriginTest {
    private static final String HERE = "127.0.0.1:8080";

    private final SameOrigin rules = new SameOrigin(WebConsole.LOOPBACK, 8080);

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080"})
    void thePageAndProgramsAreAnsweredUnderTheMachinesOwnNames(String host) {
        assertThat(rules.refusal("GET", host, null, null)).isEmpty();
        assertThat(rules.refusal("POST", host, null, null))
                .as("a program says nothing of where it comes from")
                .isEmpty();
        assertThat(rules.refusal("POST", host, "http://" + host, "same-origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rebound.example:8080",
                "127.0.0.1:8081",
                "127.0.0.1",
                "localhost.example:8080",
                "127.0.0.1:8080.example",
                "[::1]:8080",
                ""
            })
    void aNameThatSomebodyElseCouldPointHereIsRefusedForReadingToo(String host) {
        assertThat(rules.refusal("GET", host, null, null)).isPresent();
        assertThat(rules.refusal("POST", host, "http://" + host, "same-origin")).isPresent();
    }

    @Test
    void thePortThatBrowsersDoNotNameIsNotNamed() {
        SameOrigin usual = new SameOrigin(WebConsole.LOOPBACK, 80);

        assertThat(usual.refusal("POST", "localhost", "http://localhost", "same-origin"))
                .isEmpty();
        assertThat(usual.refusal("GET", "elsewhere.example", null, null)).isPresent();
    }

    @Test
    void anAddressThatWasChosenIsTheConsolesOwnAndAllAddressesAreAnyOfThemButNoName() {
        SameOrigin chosen = new SameOrigin("192.0.2.7", 8080);
        SameOrigin six = new SameOrigin("2001:db8::1", 8080);
        SameOrigin all = new SameOrigin("0.0.0.0", 8080);

        assertThat(chosen.refusal("GET", "192.0.2.7:8080", null, null)).isEmpty();
        assertThat(chosen.refusal("GET", "192.0.2.8:8080", null, null)).isPresent();
        assertThat(six.refusal("GET", "[2001:db8::1]:8080", null, null)).isEmpty();
        for (String host : new String[] {"192.0.2.8:8080", "[2001:db8::1]:8080", "localhost:8080"}) {
            assertThat(all.refusal("POST", host, "http://" + host, "same-origin"))
                    .isEmpty();
            assertThat(all.refusal("POST", host, "http://elsewhere.example", "cross-site"))
                    .isPresent();
        }
        for (String host :
                new String[] {"rebound.example:8080", "192.0.2.8:8081", "192.0.2.8", "1.2.3.4.example:8080"}) {
            assertThat(all.refusal("GET", host, null, null)).as(host).isPresent();
        }
    }

    @Test
    void aRequestWithoutAHostIsRefused() {
        assertThat(rules.refusal("GET", null, null, null)).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "http://elsewhere.example, cross-site",
                "http://elsewhere.example, -",
                "-, cross-site",
                "-, same-site",
                "-, none",
                "null, -",
                "http://localhost:8080, -",
                "https://127.0.0.1:8080, -",
                "http://127.0.0.1:8081, same-site"
            })
    void whatAnotherPageSendsIsNotWritten(String origin, String site) {
        for (String method : new String[] {"POST", "PUT", "DELETE", "OPTIONS"}) {
            assertThat(rules.refusal(method, HERE, origin, site)).isPresent();
        }
    }
}
