package io.onsale.catalog.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.catalog.model.Area;
import io.onsale.catalog.model.Fault;
import io.onsale.catalog.model.PlanReading;
import io.onsale.catalog.model.Position;
import io.onsale.catalog.model.SeatAttribute;
import io.onsale.catalog.model.SeatMap;
import io.onsale.catalog.model.SeatMapDocument;
import io.onsale.catalog.model.Size;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PlansTest {
  private static final String SEAT =
      "{'seat_guid':'A-1','seat_number':'1','position':{'x':0,'y':0},'category':'t1'}";

  @Test
  void readsAPlanOfTheWild() {
    SeatMap map =
        read(
            """
            {"name":"Kleines Haus","uuid":"x","size":{"width":400.5,"height":300},
             "zones":[{"name":"Parkett","zone_id":"p","uuid":"u","position":{"x":10,"y":20},
               "rows":[{"row_number":"A","row_label":"Reihe A","row_number_position":"both","uuid":"r",
                 "position":{"x":1.5,"y":2.25},
                 "seats":[
                   {"seat_guid":"A-2","seat_number":"2","uuid":"s","radius":10,"position":{"x":25.129,"y":0},"category":"t1"},
                   {"seat_guid":"A-1","seat_number":"1","position":{"y":0,"x":0},"category":"t1","attributes":["wheelchair"]}]}],
               "areas":[
                 {"shape":"rectangle","uuid":"a","position":{"x":1,"y":2},"color":"#ABC","border_color":"#000","rotation":45,
                  "text":{"position":{"x":0,"y":0},"color":"#333","text":"Bühne","size":16},"rectangle":{"width":100,"height":50}},
                 {"shape":"circle","position":{"x":5,"y":5},"circle":{"radius":7},"rotation":0,"text":{"text":""}},
                 {"shape":"ellipse","position":{"x":5,"y":5},"ellipse":{"radius":{"x":7,"y":8}}},
                 {"shape":"polygon","position":{"x":5,"y":5},"polygon":{"points":[{"x":0,"y":0},{"x":1,"y":1}]}},
                 {"shape":"text","position":{"x":5,"y":5},"text":{"position":{"x":2,"y":1},"text":"Bar"}},
                 {"shape":"gemstone","position":{"x":3,"y":3}},
                 {"width":10,"height":20,"position":{"x":0,"y":0},"text":"Tisch"}]}],
             "categories":[{"name":"t1","color":"#1F77B4","uuid":"c"},{"name":"t2"}]}
            """);

    assertThat(map.name()).isEqualTo("Kleines Haus");
    assertThat(map.size()).isEqualTo(new Size(400.5, 300));
    assertThat(map.tiers())
        .containsExactly(new SeatMap.Tier("t1", "#1f77b4"), new SeatMap.Tier("t2", "#ff7f0e"));
    assertThat(map.sections().getFirst().rows().getFirst().seats())
        .containsExactly(
            new SeatMap.Seat("A-2", "2", new Position(36.63, 22.25), "t1", Set.of()),
            new SeatMap.Seat(
                "A-1", "1", new Position(11.5, 22.25), "t1", Set.of(SeatAttribute.WHEELCHAIR)));
    assertThat(map.areas())
        .containsExactly(
            new Area(
                "rectangle",
                new Position(11, 22),
                45,
                "#aabbcc",
                "Bühne",
                new Size(100, 50),
                null,
                List.of()),
            new Area(
                "circle", new Position(15, 25), 0, null, null, null, new Position(7, 7), List.of()),
            new Area(
                "ellipse",
                new Position(15, 25),
                0,
                null,
                null,
                null,
                new Position(7, 8),
                List.of()),
            new Area(
                "polygon",
                new Position(15, 25),
                0,
                null,
                null,
                null,
                null,
                List.of(new Position(15, 25), new Position(16, 26))),
            new Area("text", new Position(17, 26), 0, null, "Bar", null, null, List.of()),
            new Area("text", new Position(13, 23), 0, null, "gemstone", null, null, List.of()),
            new Area(
                "rectangle",
                new Position(10, 20),
                0,
                null,
                "Tisch",
                new Size(10, 20),
                null,
                List.of()));
  }

  @Test
  void whatTheSchemaLeavesOptionalMayBeMissing() {
    SeatMap map =
        read(
            single(
                "{'name':'p','categories':[{'name':'t1'}],'zones':[{'position':{'x':0,'y':0},"
                    + "'rows':[{'row_number':'','seats':["
                    + SEAT
                    + "]}]}]}"));

    assertThat(map.sections()).extracting(SeatMap.Section::name).containsExactly("Section 1");
    assertThat(map.size().width()).isPositive();
  }

  @Test
  void zonesOfOneNameAreTold() {
    SeatMap map =
        read(plan(zone("Rang", "1") + "," + zone("Rang (2)", "2") + "," + zone("Rang", "3")));

    assertThat(map.sections())
        .extracting(SeatMap.Section::name)
        .containsExactly("Rang", "Rang (2)", "Rang (3)");
  }

  @Test
  void zonesAndRowsWithoutSeatsAreLeftOutButTheirAreasStay() {
    SeatMap map =
        read(
            plan(
                single(
                        "{'name':'Stage','position':{'x':0,'y':0},'rows':[],'areas':[{'shape':'text','text':{'text':'Stage'},"
                            + "'position':{'x':1,'y':1}}]},")
                    + zone("Rang", "1")));

    assertThat(map.sections()).hasSize(1);
    assertThat(map.areas()).hasSize(1);
  }

  @Test
  void ourOwnKeysSayStandingAndAttributes() {
    SeatMap map =
        read(
            plan(
                single(
                    "{'name':'Floor','standing':true,'position':{'x':0,'y':0},'rows':[{'row_number':'',"
                        + "'seats':["
                        + SEAT
                        + "]}]}")));

    assertThat(map.sections().getFirst().standing()).isTrue();
  }

  @Test
  void attributesComeInTheWordsOfTheField() {
    SeatMap map =
        read(
            plan(
                single(
                    "{'position':{'x':0,'y':0},'rows':[{'row_number':'1','seats':["
                        + seat(1, "'attributes':['WHEELCHAIR','restricted_view','vip',7,null]")
                        + ","
                        + seat(2, "'wheelchair':true,'companion':false")
                        + ","
                        + seat(3, "'accessible':true")
                        + ","
                        + seat(4, "'companionSeat':true,'restrictedView':true")
                        + ","
                        + seat(5, "'attributes':{'a':1},'restricted_view':'yes','wheelchair':1")
                        + ","
                        + seat(6, "'attributes':['companion'],'wheelchair':true")
                        + "]}]}")));

    assertThat(map.sections().getFirst().rows().getFirst().seats())
        .extracting(SeatMap.Seat::attributes)
        .containsExactly(
            Set.of(SeatAttribute.WHEELCHAIR, SeatAttribute.RESTRICTED_VIEW),
            Set.of(SeatAttribute.WHEELCHAIR),
            Set.of(SeatAttribute.WHEELCHAIR),
            Set.of(SeatAttribute.COMPANION, SeatAttribute.RESTRICTED_VIEW),
            Set.of(),
            Set.of(SeatAttribute.COMPANION, SeatAttribute.WHEELCHAIR));
  }

  private static String seat(int x, String more) {
    return "{'seat_guid':'%d','seat_number':'%d','position':{'x':%d,'y':0},'category':'t1',%s}"
        .formatted(x, x, x, more);
  }

  @Test
  void tellsAllFaultsWithTheirPlaces() {
    List<Fault> faults =
        faults(
            """
            {"name":7,"categories":[{"color":"#fff"},{"name":"t1"},{"name":"t1"}],
             "zones":[{"position":{"x":"1"},"rows":[
               {"row_number":"A","seats":[
                 {"seat_guid":"a","seat_number":1,"position":{"x":0,"y":0},"category":"t1"},
                 {"seat_guid":"a","seat_number":"2","position":{"x":0,"y":1e300},"category":"t9"},
                 {"seat_guid":"","seat_number":"3","position":null,"category":"t1","attributes":["vip"]},
                 {"seat_number":"4","position":{"x":0,"y":0},"category":"t1","category":"t1"},
                 true]},
               {"seats":{}}]}]}
            """);

    assertThat(faults)
        .containsExactlyInAnyOrder(
            new Fault("/name", "must be a string"),
            new Fault("/categories/0/name", "is missing"),
            new Fault("/categories/2/name", "is the name of another category too"),
            new Fault("/zones/0/position/x", "must be a number"),
            new Fault("/zones/0/position/y", "is missing"),
            new Fault("/zones/0/rows/0/seats/0/seat_number", "must be a string"),
            new Fault(
                "/zones/0/rows/0/seats/1/seat_guid",
                "is the seat_guid of /zones/0/rows/0/seats/0 too"),
            new Fault("/zones/0/rows/0/seats/1/position/y", "must be from -1000000 to 1000000"),
            new Fault("/zones/0/rows/0/seats/1/category", "is the name of no category"),
            new Fault("/zones/0/rows/0/seats/2/seat_guid", "must not be empty"),
            new Fault("/zones/0/rows/0/seats/2/position", "must be an object"),
            new Fault("/zones/0/rows/0/seats/3/seat_guid", "is missing"),
            new Fault("/zones/0/rows/0/seats/3/category", "stands here more than once"),
            new Fault("/zones/0/rows/0/seats/4", "must be an object"),
            new Fault("/zones/0/rows/1/row_number", "is missing"),
            new Fault("/zones/0/rows/1/seats", "must be an array"));
  }

  @Test
  void categoriesMayComeAfterTheSeats() {
    String zones = "'zones':[" + zone("Rang", "1").replace('"', '\'') + "]";

    SeatMap map = read(single("{" + zones + ",'name':'p','categories':[{'name':'t1'}]}"));

    assertThat(map.seats()).isEqualTo(1);
  }

  @Test
  void aPlanOfAnotherFormIsBrokenAndNotMalformed() {
    assertThat(faults("[]")).containsExactly(new Fault("", "must be an object"));
    assertThat(faults("\"plan\"")).containsExactly(new Fault("", "must be an object"));
    assertThat(faults("{}"))
        .containsExactly(
            new Fault("/name", "is missing"),
            new Fault("/categories", "is missing"),
            new Fault("/zones", "is missing"));
  }

  @Test
  void aPlanWithoutSeatsIsBroken() {
    assertThat(faults(plan(""))).containsExactly(new Fault("/zones", "has no seats"));
  }

  @Test
  void countsTheFaultsThatItDoesNotTell() {
    StringBuilder seats = new StringBuilder("{}");
    seats.append(",{}".repeat(999));
    var broken =
        broken(
            plan(
                single(
                    "{'position':{'x':0,'y':0},'rows':[{'row_number':'1','seats':["
                        + seats
                        + "]}]}")));

    assertThat(broken.first()).hasSize(100);
    assertThat(broken.count()).isEqualTo(4000);
  }

  @Test
  void textsAreBoundedAndClean() {
    assertThat(faults(plan(zone("x".repeat(201), "1"))))
        .containsExactly(new Fault("/zones/0/name", "is longer than 200 characters"));
    assertThat(faults(plan(zone("a\\u0000b", "1"))))
        .containsExactly(new Fault("/zones/0/name", "contains a control character"));
    assertThat(faults(plan(zone("a\\ud800b", "1"))))
        .containsExactly(new Fault("/zones/0/name", "contains half a character"));
    assertThat(read(plan(zone("\\ud83c\\udfad 剧院", "1"))).sections().getFirst().name())
        .isEqualTo("🎭 剧院");
  }

  @Test
  void refusesWhatIsNotJson() {
    for (String text :
        List.of(
            "", "   ", "{", "plan", "{\"name\":NaN}", "{} {}", "{\"a\":1,}", "\ufeff", "{'a':1}")) {
      assertThatThrownBy(() -> Plans.read(new ByteArrayInputStream(text.getBytes(UTF_8))))
          .as(text)
          .isInstanceOf(NotJson.class);
    }
  }

  @Test
  void refusesBytesThatAreNoText() {
    byte[] bytes = {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'};

    assertThatThrownBy(() -> Plans.read(new ByteArrayInputStream(bytes)))
        .isInstanceOf(NotJson.class);
  }

  @Test
  void passesOverAByteOrderMark() {
    assertThat(read("\ufeff" + plan(zone("Rang", "1"))).seats()).isEqualTo(1);
  }

  @Test
  void depthIsBounded() {
    String deep = "{\"x\":" + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "}";

    assertThatThrownBy(() -> Plans.read(new ByteArrayInputStream(deep.getBytes(UTF_8))))
        .isInstanceOf(NotJson.class);
  }

  @Test
  void aNumberOfAMillionDigitsIsOutOfRange() {
    String zone = zone("Rang", "1").replace("\"x\":0", "\"x\":" + "9".repeat(1_000_000));

    assertThat(faults(plan(zone)))
        .extracting(Fault::message)
        .containsOnly("must be from -1000000 to 1000000");
  }

  @Test
  void tooManySeatsAreToldOnce() {
    StringBuilder seats = new StringBuilder(20 << 20);
    for (int i = 0; i <= 200_000; i++) {
      seats.append(i == 0 ? "" : ",").append(SEAT.replace("A-1", "A-" + i));
    }
    String zone =
        "{'name':'z','position':{'x':0,'y':0},'rows':[{'row_number':'1','seats':[" + seats + "]}]}";

    assertThat(faults(plan(single(zone))))
        .containsExactly(new Fault("/zones", "has 200001 seats; 200000 are allowed"));
  }

  @Test
  void fiftyThousandSeatsAreReadWellWithinASecondOrTwo() {
    StringBuilder zones = new StringBuilder();
    for (int z = 0; z < 50; z++) {
      zones.append(z == 0 ? "" : ",").append("{\"name\":\"Block ").append(z);
      zones
          .append("\",\"uuid\":\"u\",\"position\":{\"x\":")
          .append(z * 100)
          .append(",\"y\":0},\"rows\":[");
      for (int r = 0; r < 40; r++) {
        zones.append(r == 0 ? "" : ",").append("{\"row_number\":\"").append(r);
        zones.append("\",\"position\":{\"x\":0,\"y\":").append(r * 2.5).append("},\"seats\":[");
        for (int s = 0; s < 25; s++) {
          zones.append(s == 0 ? "" : ",");
          zones.append(
              "{\"seat_guid\":\"%d-%d-%d\",\"seat_number\":\"%d\",\"uuid\":\"0f3d\",\"position\":{\"x\":%d,\"y\":%s},\"category\":\"t1\"}"
                  .formatted(z, r, s, s, s * 2, Math.abs(12 - s) * 0.1));
        }
        zones.append("]}");
      }
      zones.append("]}");
    }
    String plan = plan(zones.toString());
    long before = System.nanoTime();

    SeatMapDocument document = SeatMapDocument.of(read(plan));

    assertThat(document.digest()).matches("[0-9a-f]{64}");
    assertThat((System.nanoTime() - before) / 1_000_000).as("ms").isLessThan(5_000);
  }

  @Test
  void manyEmptyObjectsCostLittle() {
    String text = "{\"zones\":[" + "{},".repeat(8 << 20) + "{}]}";

    assertThat(broken(text).count()).isGreaterThan(16 << 20);
  }

  @Test
  void theDocumentIsCanonical() {
    SeatMap map = read(plan(zone("Ra\\\"ng", "1")));

    SeatMapDocument document = SeatMapDocument.of(map);

    assertThat(new String(document.json(), UTF_8))
        .isEqualTo(
            "{\"name\":\"p\",\"size\":{\"width\":1,\"height\":1},\"tiers\":[{\"name\":\"t1\",\"color\":\"#1f77b4\"}],"
                + "\"sections\":[{\"name\":\"Ra\\\"ng\",\"standing\":false,\"rows\":[{\"label\":\"A\",\"seats\":["
                + "{\"id\":\"1\",\"label\":\"1\",\"position\":{\"x\":0.25,\"y\":0},\"tier\":\"t1\"}]}]}],\"areas\":[]}");
    assertThat(document.digest())
        .isEqualTo(SeatMapDocument.of(read(plan(zone("Ra\\\"ng", "1")))).digest())
        .isNotEqualTo(SeatMapDocument.of(read(plan(zone("Rang", "1")))).digest());
  }

  private static String zone(String name, String guid) {
    return ("{\"name\":\"%s\",\"position\":{\"x\":0,\"y\":0},\"rows\":[{\"row_number\":\"A\",\"seats\":["
            + "{\"seat_guid\":\"%s\",\"seat_number\":\"1\",\"position\":{\"x\":0.25,\"y\":0},\"category\":\"t1\"}]}]}")
        .formatted(name, guid);
  }

  private static String plan(String zones) {
    return "{\"name\":\"p\",\"categories\":[{\"name\":\"t1\"}],\"zones\":[" + zones + "]}";
  }

  private static String single(String quotes) {
    return quotes.replace('\'', '"');
  }

  private static PlanReading reading(String text) {
    return Plans.read(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private static SeatMap read(String text) {
    return switch (reading(text)) {
      case PlanReading.Read(SeatMap map) -> map;
      case PlanReading.Broken broken -> throw new AssertionError(broken.first().toString());
    };
  }

  private static PlanReading.Broken broken(String text) {
    return switch (reading(text)) {
      case PlanReading.Broken broken -> broken;
      case PlanReading.Read read -> throw new AssertionError("the plan is sound");
    };
  }

  private static List<Fault> faults(String text) {
    return broken(text).first();
  }
}
