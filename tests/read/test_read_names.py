"""Headers as shops, tills, ERPs and banks write them, in eight languages: each column gets the role that it has."""

from __future__ import annotations

import unicodedata

import pytest

from coterie.read._names import as_words, roles_of, vocabulary

# What stands in a column of each role. Two rows, so that nothing is told by how often a value comes.
CELLS = {
    "customer": ["K-17", "K-18"],
    "order": ["A100", "A101"],
    "time": ["2024-01-31", "2024-02-29"],
    "clock": ["09:30", "17:05"],
    "amount": ["19.90", "5.25"],
    "refund": ["0.00", "5.25"],
    "quantity": ["1", "2"],
    "price": ["19.90", "2.625"],
    "product": ["SKU-1", "SKU-2"],
    "category": ["tea", "tea"],
    "channel": ["web", "web"],
    "discount": ["0", "1"],
    "country": ["PL", "PL"],
    "currency": ["EUR", "EUR"],
    "status": ["paid", "paid"],
    "kind": ["sale", "sale"],
    "cancelled": ["", "2024-03-01"],
    "email": ["a@x.org", "b@x.org"],
    "name": ["Ann", "Bob"],
    "number": ["7.5", "8.25"],
    "birth": ["1990-05-06", "1991-06-07"],
    "": ["x", "y"],
}

# Language → headers; `name=role`, or a bare name for a column that plays no role; `name:kind` says what stands in it.
ORDERS = {
    "English": [
        "Customer ID=customer|Order No.=order|Order Date=time|Total=amount|Qty=quantity|Unit Price=price|SKU=product|Store=channel",
        "CustID=customer|InvoiceNumber=order|InvoiceDate=time|Line Total=amount|Invoice Total:number|Item Description=product|Payment Status=status",
        "member_no=customer|receipt #=order|sale date=time|time=clock|amount (USD)=amount|dept.|product category=category",
        "Account Number=customer|Date=time|Amount=amount|Currency=currency|Transaction Type=kind|Balance:number",
        "buyer-email:email=customer|order-id=order|purchase-date=time|item-price=price|quantity-purchased=quantity|ship-country=country|ship-date:birth",
        "CLIENT NO=customer|DOC DATE:birth|DATE OF SALE=time|NET AMOUNT:number|GROSS AMOUNT=amount|VAT:number|DISCOUNT=discount",
    ],
    "German": [
        "Kundennummer=customer|Bestellnr.=order|Bestelldatum=time|Umsatz=amount|Menge=quantity|Einzelpreis=price|Artikelnr.=product|Land=country",
        "Kd-Nr.=customer|Rechnungsdatum=time|Belegnummer=order|Betrag (EUR)=amount|MwSt.|Warengruppe=category|Filiale=channel",
        "Kunde=customer|Belegdatum=time|Uhrzeit=clock|Summe=amount|Währung=currency|Geburtsdatum:birth|Bon-Nr.=order",
        "KUNDEN-NR=customer|AUFTRAGSNR=order|DATUM=time|NETTOBETRAG:number|BRUTTOBETRAG=amount|STUECKZAHL=quantity|ARTIKELBEZEICHNUNG=product",
        "E-Mail-Adresse:email=customer|Bestellung=order|Bestellt am=time|Lieferdatum:birth|Gesamtbetrag=amount|Bestellstatus=status|Rabatt=discount",
        "Debitor=customer|Buchungsdatum=time|Betrag netto:number|Betrag brutto=amount|Belegart=kind|Kundengruppe",
        "KundenID=customer|Vorname=name|Nachname=name|Strasse=name|PLZ|Verkaufsdatum=time|Verkaufspreis=price|Anzahl=quantity|Lieferland=country",
    ],
    "French": [
        "N° client=customer|Date de commande=time|Montant TTC=amount|Quantité=quantity|Prix unitaire=price|Réf. produit=product|Pays=country",
        "Code client=customer|N° de facture=order|Date facture=time|Montant HT:number|Total TTC=amount|TVA:number|Remise=discount|Catégorie=category",
        "Numéro de client=customer|Commande n°=order|Date d'achat=time|Heure=clock|Chiffre d'affaires=amount|Magasin=channel|Date de naissance:birth",
        "Client=customer|Ticket=order|Date=time|Qté=quantity|P.U.=price|Article=product|Date de livraison:birth|Devise=currency",
        "Adresse e-mail:email=customer|Nom=name|Prénom=name|Date de la commande=time|Montant total=amount|Statut de la commande=status|Sous-total:number",
    ],
    "Spanish": [
        "Nº cliente=customer|Fecha=time|Importe=amount|Cantidad=quantity|Precio unitario=price|Código producto=product|País=country",
        "ID Cliente=customer|Nº pedido=order|Fecha de pedido=time|Importe total=amount|IVA|Descuento=discount|Estado del pedido=status",
        "Código de cliente=customer|Número de factura=order|Fecha factura=time|Base imponible:number|Total con IVA=amount|Familia=category|Tienda=channel",
        "Cliente=customer|Fecha de compra=time|Hora=clock|Monto=amount|Moneda=currency|Fecha de nacimiento:birth|Fecha de entrega:birth",
        "Correo electrónico:email=customer|Nombre=name|Apellidos=name|Pedido=order|Fecha compra=time|Cant.=quantity|PVP=price|Artículo=product",
    ],
    "Portuguese": [
        "Código do cliente=customer|Data da compra=time|Valor total=amount|Quantidade=quantity|Preço unitário=price|Produto=product|País=country",
        "ID do cliente=customer|Nº do pedido=order|Data do pedido=time|Valor=amount|Desconto=discount|Frete|Status do pedido=status",
        "CPF=customer|Nota fiscal=order|Data de emissão=time|Valor bruto=amount|Valor líquido:number|Loja=channel|Qtd.=quantity|Categoria=category",
        "Cliente=customer|Data=time|Hora=clock|Total=amount|Moeda=currency|Data de nascimento:birth|Data de entrega:birth",
        "E-mail do cliente:email=customer|Nome=name|Sobrenome=name|Encomenda=order|Data da encomenda=time|Montante=amount|Subtotal:number",
    ],
    "Italian": [
        "Codice cliente=customer|Data ordine=time|Importo=amount|Quantità=quantity|Prezzo unitario=price|Codice articolo=product|Paese=country",
        "ID cliente=customer|N. ordine=order|Data dell'ordine=time|Totale=amount|IVA|Sconto=discount|Stato ordine=status",
        "Cod. cliente=customer|Numero fattura=order|Data fattura=time|Imponibile:number|Importo totale=amount|Categoria=category|Punto vendita=channel",
        "Cliente=customer|Data=time|Ora=clock|Scontrino=order|Qta=quantity|Prezzo=price|Valuta=currency|Data di nascita:birth",
        "Indirizzo email:email=customer|Nome=name|Cognome=name|Data acquisto=time|Importo netto:number|Importo lordo=amount|Data consegna:birth",
    ],
    "Dutch": [
        "Klantnummer=customer|Besteldatum=time|Bedrag=amount|Aantal=quantity|Stukprijs=price|Artikelnummer=product|Land=country",
        "Klant-ID=customer|Ordernummer=order|Orderdatum=time|Totaal incl. btw=amount|Totaal excl. btw:number|BTW|Korting=discount|Orderstatus=status",
        "Debiteurnr.=customer|Factuurnummer=order|Factuurdatum=time|Factuurbedrag=amount|Productgroep=category|Vestiging=channel",
        "Klant=customer|Datum=time|Tijd=clock|Bonnummer=order|Omzet=amount|Valuta=currency|Geboortedatum:birth|Leverdatum:birth",
        "E-mailadres:email=customer|Voornaam=name|Achternaam=name|Bestelnr.=order|Besteld op=time|Prijs per stuk=price|Hoeveelheid=quantity|Subtotaal=amount",
    ],
    "Polish": [
        "Numer klienta=customer|Data zamówienia=time|Kwota=amount|Ilość=quantity|Cena jednostkowa=price|Kod produktu=product|Kraj=country",
        "ID klienta=customer|Nr zamówienia=order|Data złożenia zamówienia=time|Wartość zamówienia=amount|Rabat=discount|Status zamówienia=status",
        "Kod kontrahenta=customer|Numer faktury=order|Data wystawienia=time|Wartość netto:number|Wartość brutto=amount|VAT:number|Grupa towarowa=category",
        "Klient=customer|Data sprzedaży=time|Godzina=clock|Paragon=order|Szt.=quantity|Cena=price|Sklep=channel|Data urodzenia:birth",
        "Adres e-mail:email=customer|Imię=name|Nazwisko=name|Data zakupu=time|Suma=amount|Waluta=currency|Data dostawy:birth",
    ],
}
CUSTOMERS = {
    "English": "Customer ID=customer|First Name=name|Email=email|Customer since=time|Age|City",
    "German": "Kunden-Nr.=customer|Name=name|E-Mail=email|Kunde seit=time|Alter|Ort",
    "French": "N° client=customer|Nom=name|Courriel=email|Client depuis=time|Âge|Ville",
    "Spanish": "Nº de cliente=customer|Nombre=name|Correo=email|Fecha de alta=time|Edad|Ciudad",
    "Portuguese": "Código do cliente=customer|Nome=name|Endereço de e-mail=email|Data de cadastro=time|Idade|Cidade",
    "Italian": "Codice cliente=customer|Cognome=name|Indirizzo email=email|Cliente dal=time|Età|Città",
    "Dutch": "Klantnummer=customer|Naam=name|E-mailadres=email|Klant sinds=time|Leeftijd|Plaats",
    "Polish": "Nr klienta=customer|Nazwisko=name|Adres e-mail=email|Data rejestracji=time|Wiek|Miasto",
}


def told(header: str) -> dict[str, str]:
    """Column → role, as the table of cases says."""
    return {name.partition(":")[0]: role for name, _, role in (part.partition("=") for part in header.split("|"))}


def table(header: str) -> dict[str, list[str]]:
    """A table with that header and cells that fit the roles, or the kind that is named after a colon."""
    parts = [part.partition("=")[0].partition(":") + (part.partition("=")[2],) for part in header.split("|")]
    return {name: CELLS[kind or role] for name, _, kind, role in parts}


@pytest.mark.parametrize("language, header", [(language, header) for language, headers in ORDERS.items() for header in headers])
def test_headers_of_orders(source, language, header):
    found = source(table(header))
    assert found.table == "orders"
    assert {c.name: c.role for c in found.columns} == told(header)


@pytest.mark.parametrize("language", CUSTOMERS)
def test_headers_of_customers(source, language):
    header = CUSTOMERS[language]
    found = source(table(header), customer_roles={"customer": next(iter(told(header)))})
    assert {c.name: c.role for c in found.columns} == told(header)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "Kundennummer",
            "KUNDENNUMMER",
            "kunden_nummer",
            "Kunden-Nr.",
            "KundenNr",
            "kundennr",
            "Kunden Nr",
            "Kunden\u200bnummer",
            "\ufeffKundennummer",
        ),
        *("  Kunden - Nr. ", "Ｋｕｎｄｅｎｎｕｍｍｅｒ", "Kunden#", "Kunden-№"),
    ],
)
def test_one_name_written_in_many_ways(written):
    assert vocabulary("orders")["customer"].score(as_words(written))[0] == 1.0


@pytest.mark.parametrize("name", ["Käufer-ID", "Ilość", "Quantité", "Número do pedido", "Größe", "Wartość zamówienia", "Prénom"])
def test_accents_in_either_form_and_none(name):
    composed, apart = unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)
    assert as_words(composed) == as_words(apart)
    assert as_words(name).isascii()


def test_umlauts_may_be_written_with_an_e():
    words = vocabulary("orders")
    for role, names in {
        "customer": "Kaeufer-ID|Käufer-ID|Kaufer-ID",
        "currency": "Waehrung|Währung",
        "quantity": "Stueckzahl|Stückzahl",
    }.items():
        assert {words[role].score(as_words(name))[0] for name in names.split("|")} == {1.0}


@pytest.mark.parametrize(
    "first, second",
    [
        ("order date", "invoice date"),
        ("invoice date", "date"),
        ("date", "payment date"),
    ],
)
def test_which_of_two_times_is_taken(source, first, second):
    found = source({"customer id": ["a", "b"], second: CELLS["time"], first: CELLS["time"], "amount": CELLS["amount"]})
    assert found.roles["time"] == first


@pytest.mark.parametrize(
    "first, second",
    [
        ("line total", "order total"),
        ("amount", "net amount"),
        ("Amount incl. VAT", "Amount excl. VAT"),
        ("Total", "Subtotal"),
        ("Net sales", "Gross sales"),
        ("Betrag brutto", "Betrag netto"),
        ("Total TTC", "Total HT"),
    ],
)
def test_which_of_two_amounts_is_taken(source, first, second):
    found = source({"customer id": ["a", "b"], "order date": CELLS["time"], second: CELLS["amount"], first: CELLS["amount"]})
    assert found.roles["amount"] == first


@pytest.mark.parametrize(
    "first, second", [("Country", "Shipping Country"), ("Shipping Country", "Billing Country"), ("Lieferland", "Rechnungsland")]
)
def test_which_of_two_countries_is_taken(source, first, second):
    found = source(
        {"customer id": ["a", "b"], "order date": CELLS["time"], "amount": ["1", "2"], second: ["DE", "DE"], first: ["PL", "PL"]}
    )
    assert found.roles["country"] == first


@pytest.mark.parametrize(
    "name", ["Tax amount", "Shipping total", "Rabattbetrag", "Versandkosten", "Frais de port", "Descuento total", "Prowizja", "Data Usage"]
)
def test_what_is_no_amount(name):
    assert vocabulary("orders")["amount"].score(as_words(name))[0] == 0


def test_every_language_knows_the_roles_that_matter():
    languages = {"orders": {"customer", "order", "time", "amount", "quantity", "price", "product"}}
    assert languages["orders"] <= set(roles_of("orders"))
    assert all(len(vocabulary("orders")[role].names) > 90 for role in languages["orders"])
