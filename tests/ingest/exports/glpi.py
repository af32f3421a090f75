"""GLPI as documented in exports.md 5 and headings.yaml: five languages, ';', byte order mark, a ';' too many.

Grouped ids (the space is a no-break or narrow no-break one), names joined by <br> or a line break, durations in words,
and a due stamp with the share of time used up behind it.
"""

from __future__ import annotations

from typing import Any


def write_csv(headings: list[str], rows: list[list[str]]) -> bytes:
    """Quote every cell, end lines with CRLF, and put an empty cell at the end of every line."""
    lines = ["".join('"' + cell.replace('"', '""') + '";' for cell in row) for row in (headings, *rows)]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-8")


def make_rows(words: dict[str, Any]) -> list[list[str]]:
    def stamp(month: int, day: int, hour: int, minute: int = 0) -> str:
        return words["date"].format(y=2026, m=month, d=day, h=hour, n=minute)

    yes, no = words["yes"], words["no"]
    solved = [
        "28\u00a0316", 'Drucker "2" klemmt', "Root > Paris", words["closed"], words["incident"], words["high"],
        words["medium"], words["high"], stamp(3, 2, 9), stamp(3, 19, 9), stamp(3, 2, 15, 54), stamp(3, 19, 9),
        f"{stamp(3, 3, 9)} \n\n 78%", no, stamp(3, 2, 10), no, "Hardware > Printer", "Ann User",
        "Tim Tech<br>Tom Tech", "Desk<br>Net", words["6h54"], words["53s"], words["6h54"], "x",
    ]  # fmt: skip
    waiting = [
        "28\u202f317", "Access", "Root > Lyon", words["pending"], words["request"], words["low"], words["low"],
        words["low"], stamp(7, 2, 9), "", "", stamp(7, 3, 8), stamp(7, 2, 17), yes, stamp(7, 2, 10), yes, "Access",
        "Ben User", "Tim Tech", "Desk", words["53s"], words["6h54"], "", "",
    ]  # fmt: skip
    fresh = [
        "997", "Line\nbreak", "Root > Paris", words["new"], words["incident"], words["very high"], words["very high"],
        words["major"], stamp(7, 4, 23, 59), "", "", stamp(7, 5, 0, 1), "", "", "", "", "Network", "Cy User", "",
        "Net\nWeb", "", "", "", "",
    ]  # fmt: skip
    return [solved, waiting, fresh]


EXPECTED = [
    {
        "id": "28316", "kind": "incident", "opened_at": "2026-03-02 08:00:00", "resolved_at": "2026-03-02 14:54:00",
        "closed_at": "2026-03-19 08:00:00", "state": "closed", "priority": "2", "impact": "3", "urgency": "2",
        "category": "Hardware > Printer", "organisation": "Root > Paris", "team": "Desk", "made_sla": True,
        "sla_due_at": "2026-03-03 08:00:00", "made_response_sla": True, "response_due_at": "2026-03-02 09:00:00",
        "hold_hours": 53 / 3_600, "major": False, "work_hours": 6.9, "tool_hours": 6.9,
        "updated_at": "2026-03-19 08:00:00", "first_response_at": None,
    },
    {
        "id": "28317", "kind": "request", "opened_at": "2026-07-02 07:00:00", "state": "hold", "priority": "4",
        "impact": "4", "urgency": "4", "category": "Access", "organisation": "Root > Lyon", "team": "Desk",
        "made_sla": False, "sla_due_at": "2026-07-02 15:00:00", "made_response_sla": False,
        "response_due_at": "2026-07-02 08:00:00", "hold_hours": 6.9, "major": False, "work_hours": 53 / 3_600,
        "updated_at": "2026-07-03 06:00:00",
    },
    {
        "id": "997", "kind": "incident", "opened_at": "2026-07-04 21:59:00", "state": "open", "priority": "1",
        "impact": "1", "urgency": "1", "category": "Network", "organisation": "Root > Paris", "team": "Net",
        "major": True, "updated_at": "2026-07-04 22:01:00",
    },
]  # fmt: skip

WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "headings": [
            "ID", "Title", "Entity", "Status", "Type", "Urgency", "Impact", "Priority", "Opening date", "Closing date",
            "Resolution date", "Last update", "Time to resolve + Progress", "Time to resolve exceedeed", "Time to own",
            "Time to own exceeded", "Category", "Requester - Requester", "Assigned to - Technician",
            "Assigned to - Technician group", "Total duration", "Statistics - Waiting time",
            "Statistics - Resolution time", "Description",
        ],
        "date": "{y}-{m:02}-{d:02} {h:02}:{n:02}", "yes": "Yes", "no": "No", "closed": "Closed", "pending": "Pending",
        "new": "New", "incident": "Incident", "request": "Request", "high": "High", "medium": "Medium", "low": "Low",
        "very high": "Very high", "major": "Major", "6h54": "6 hours 54 minutes", "53s": "53 seconds",
    },
    "fr": {
        "headings": [
            "ID", "Titre", "Entité", "Statut", "Type", "Urgence", "Impact", "Priorité", "Date d'ouverture",
            "Date de clôture", "Date de résolution", "Dernière modification", "Temps de résolution + Progression",
            "Temps de résolution dépassé", "Temps de prise en charge", "Temps de prise en charge dépassé", "Catégorie",
            "Demandeur - Demandeur", "Attribué à - Technicien", "Attribué à - Groupe de techniciens", "Durée totale",
            "Statistiques - Temps d'attente", "Statistiques - Temps de résolution", "Suivis - Description",
        ],
        "date": "{d:02}-{m:02}-{y} {h:02}:{n:02}", "yes": "Oui", "no": "Non", "closed": "Clos", "pending": "En attente",
        "new": "Nouveau", "incident": "Incident", "request": "Demande", "high": "Haute", "medium": "Moyenne",
        "low": "Basse", "very high": "Très haute", "major": "Majeure", "6h54": "6 heures 54 minutes",
        "53s": "53 secondes",
    },
    "es": {
        "headings": [
            "ID", "Título", "Entidad", "Estado", "Tipo", "Urgencia", "Impacto", "Prioridad", "Fecha de Apertura",
            "Fecha de cierre", "Fecha de solución", "Última actualización", "Tiempo de resolución + Progreso",
            "Tiempo de resolución excedido", "Tiempo de posesión", "Tiempo de posesión excedido", "Categoría",
            "Solicitante - Solicitante", "Asignado a: - Técnico", "Asignado a: - Grupo de técnicos", "Duración total",
            "Estadísticas - Tiempo de espera", "Estadísticas - Tiempo de resolución", "Descripción",
        ],
        "date": "{d}/{m:02}/{y} {h:02}:{n:02}", "yes": "Sí", "no": "No", "closed": "Cerrado", "pending": "En espera",
        "new": "Nuevo", "incident": "Incidencia", "request": "Solicitud", "high": "Alta", "medium": "Mediana",
        "low": "Baja", "very high": "Muy alta", "major": "Mayor", "6h54": "6 horas 54 minutos", "53s": "53 segundos",
    },
    "pt_BR": {
        "headings": [
            "ID", "Título", "Entidade", "Status", "Tipo", "Urgência", "Impacto", "Prioridade", "Data de abertura",
            "Data de fechamento", "Data da solução", "Última atualização", "Tempo para solução + Progresso",
            "Tempo para resolver excedido", "Tempo para atendimento", "Tempo para atendimento excedido", "Categoria",
            "Requerente - Requerente", "Atribuído - Técnico", "Atribuído - Grupo técnico", "Duração total",
            "Estatísticas - Tempo de espera", "Estatísticas - Tempo de solução", "SLA - SLA Tempo para solução",
        ],
        "date": "{d:02}/{m:02}/{y} {h:02}:{n:02}", "yes": "Sim", "no": "Não", "closed": "Fechado",
        "pending": "Pendente", "new": "Novo", "incident": "Incidente", "request": "Requisição", "high": "Alta",
        "medium": "Média", "low": "Baixa", "very high": "Muito alta", "major": "Crítica",
        "6h54": "6 horas 54 minutos", "53s": "53 segundos",
    },
    "de": {
        "headings": [
            "ID", "Titel", "Entität", "Status", "Typ", "Dringlichkeit", "Auswirkung", "Priorität", "Eröffnungsdatum",
            "Abschlussdatum", "Lösungsdatum", "Letzte Änderung", "Lösungszeit + Fortschritt",
            "Lösungszeit überschritten", "Annahmezeit", "Annahmezeit überschritten", "Kategorie",
            "Anforderer - Anforderer", "Zugewiesen an - Techniker", "Zugewiesen an - Technikergruppe", "Gesamtdauer",
            "Statistik - Wartezeit", "Statistik - Lösungszeit", "Beschreibung",
        ],
        "date": "{d:02}.{m:02}.{y} {h:02}:{n:02}", "yes": "Ja", "no": "Nein", "closed": "Geschlossen",
        "pending": "Wartend", "new": "Neu", "incident": "Störung", "request": "Anfrage", "high": "Hoch",
        "medium": "Mittel", "low": "Niedrig", "very high": "Sehr hoch", "major": "Kritisch",
        "6h54": "6 Stunden 54 Minuten", "53s": "53 Sekunden",
    },
}  # fmt: skip

EXPORTS = [
    {
        "name": f"glpi_{language}.csv",
        "source": {"zone": "Europe/Paris"},
        "headings": words["headings"],
        "rows": make_rows(words),
        "write": write_csv,
        "expected": EXPECTED,
    }
    for language, words in WORDS.items()
]
